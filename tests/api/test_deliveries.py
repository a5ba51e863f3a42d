"""Webhooks over HTTP: who is believed, what is stored, and what the provider is told."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.services import Services, using
from callinsight.steps.artifact_keys import artifact_key
from tests.builders import TestClock, a_call_with_audio, fake_services
from tests.builders import settings as a_setting
from tests.fakes.artifacts import FakeArtifactStore
from tests.stubs.elevenlabs_webhooks import HEADER, delivered, signature

MARK = "ab" * 16
TRANSCRIPT = {"text": "hello", "words": [], "language_code": "en"}


@pytest.fixture
async def services(clock: TestClock) -> AsyncGenerator[Services]:
    """A deployment that has a webhook's secret."""
    chosen = a_setting(elevenlabs_webhook_secret="secret")
    with using(fake_services(settings=chosen, clock=clock)) as world:
        yield world


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


def _body(call_id: str, **transcript: Any) -> bytes:
    reference = json.dumps({"call_id": call_id, "fingerprint": MARK})
    return delivered(TRANSCRIPT | transcript, reference, "r", "envelope")


async def _post(
    client: httpx.AsyncClient, clock: TestClock, body: bytes, **headers: str
) -> httpx.Response:
    signed = {HEADER: signature(body, "secret", clock().timestamp())}
    return await client.post("/events/elevenlabs", content=body, headers=signed | headers)


def _stored(world: Services, call: Call) -> bytes | None:
    assert isinstance(world.artifacts, FakeArtifactStore)
    return world.artifacts.objects.get(artifact_key(call.call_id, "transcribe", MARK, "answer"))


async def test_a_signed_result_becomes_the_answer_of_its_request(
    client: httpx.AsyncClient, services: Services, clock: TestClock
) -> None:
    call = await a_call_with_audio(services)
    answer = await _post(client, clock, _body(call.call_id))
    assert (answer.status_code, answer.json()) == (200, {"stored": True})
    assert json.loads(_stored(services, call) or b"") == TRANSCRIPT


async def test_a_result_that_comes_twice_changes_nothing(
    client: httpx.AsyncClient, services: Services, clock: TestClock
) -> None:
    call = await a_call_with_audio(services)
    await _post(client, clock, _body(call.call_id))
    first = _stored(services, call)
    again = await _post(client, clock, _body(call.call_id, text="something else"))
    assert again.json() == {"stored": True}
    assert _stored(services, call) == first


async def test_results_of_calls_that_are_not_here_are_acknowledged_and_forgotten(
    client: httpx.AsyncClient, services: Services, clock: TestClock
) -> None:
    erased = await a_call_with_audio(services)
    await services.calls.apply(tombstone(erased, clock()))
    for body in (_body(erased.call_id), _body(new_call_id()), b"{}", b"no JSON"):
        answer = await _post(client, clock, body)
        assert (answer.status_code, answer.json()) == (200, {"stored": False})
    assert isinstance(services.artifacts, FakeArtifactStore)
    assert not services.artifacts.objects


@pytest.mark.parametrize("value", [None, "t=1,v0=00", "nonsense"])
async def test_what_is_not_signed_is_refused_before_it_is_read(
    client: httpx.AsyncClient, services: Services, value: str | None
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"{}"

    headers = {} if value is None else {HEADER: value}
    answer = await client.post("/events/elevenlabs", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook_signature_invalid")
    assert read == 0


async def test_a_wrong_signature_is_refused(
    client: httpx.AsyncClient, services: Services, clock: TestClock
) -> None:
    call = await a_call_with_audio(services)
    body = _body(call.call_id)
    wrong = {HEADER: signature(body, "another", clock().timestamp())}
    answer = await client.post("/events/elevenlabs", content=body, headers=wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook_signature_invalid")
    assert _stored(services, call) is None


@pytest.mark.parametrize("told", ["100000", None])
async def test_a_body_beyond_any_result_is_refused(
    client: httpx.AsyncClient,
    services: Services,
    clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
    told: str | None,
) -> None:
    monkeypatch.setattr("callinsight.adapters.elevenlabs_webhook.ElevenLabsWebhook.limit_bytes", 99)
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 100
            yield b" " * 100

    headers = {HEADER: f"t={int(clock().timestamp())},v0=00"}
    headers |= {"Content-Length": told} if told else {}
    answer = await client.post("/events/elevenlabs", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "webhook_too_large")
    assert read == (0 if told else 100)


async def test_while_a_store_is_away_the_provider_is_asked_to_come_again(
    client: httpx.AsyncClient,
    services: Services,
    clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = await a_call_with_audio(services)

    async def away(*_: object) -> None:
        raise ServiceUnavailableError("away")

    monkeypatch.setattr(services.artifacts, "put", away)
    answer = await _post(client, clock, _body(call.call_id))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


async def test_a_webhook_may_come_through_a_tunnel_under_another_name(
    client: httpx.AsyncClient, services: Services, clock: TestClock
) -> None:
    call = await a_call_with_audio(services)
    answer = await _post(client, clock, _body(call.call_id), Host="calls.example")
    assert answer.json() == {"stored": True}
    assert (await client.get("/healthz", headers={"Host": "calls.example"})).status_code == 403


async def test_without_a_secret_nobody_can_be_believed(clock: TestClock) -> None:
    transport = httpx.ASGITransport(create_app())
    with using(fake_services()):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await _post(client, clock, _body(new_call_id()))
    assert (answer.status_code, answer.json()["code"]) == (409, "webhooks_disabled")
