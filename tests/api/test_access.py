"""Who is let in, and what everybody else is told."""

from collections.abc import AsyncGenerator
from datetime import datetime

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.domain.access import Scope
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.services import Services
from tests.adapters.tokens import ISSUER, KEYS_URL, Issuer
from tests.api.credentials import a_key, bearing, calling, guarded_services
from tests.builders import TestClock
from tests.fakes.api_keys import FakeApiKeyStore

EVERY_SCOPE = ["admin", "raw", "read", "write"]


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def store() -> FakeApiKeyStore:
    return FakeApiKeyStore()


@pytest.fixture
def world(clock: TestClock, store: FakeApiKeyStore) -> Services:
    return guarded_services(clock=clock, api_key_store=store)


@pytest.fixture
async def guarded(world: Services) -> AsyncGenerator[httpx.AsyncClient]:
    async with calling(create_app(), world) as client:
        yield client


async def test_without_authentication_everybody_on_this_machine_may_do_everything(
    client: httpx.AsyncClient,
) -> None:
    me = (await client.get("/me", headers=bearing("whatever"))).json()
    assert me == {
        "kind": "local",
        "name": "local",
        "scopes": EVERY_SCOPE,
        "auth": "none",
        "max_recording_bytes": 5_000_000_000,
    }


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
async def test_a_key_may_come_in_either_header(
    guarded: httpx.AsyncClient, world: Services, header: str
) -> None:
    key = await a_key(world, Scope.READ, Scope.RAW)
    value = f"Bearer {key}" if header == "Authorization" else key
    answer = await guarded.get("/me", headers={header: value})
    key_id = key.split("_")[1]
    assert answer.json() == {
        "kind": "key",
        "name": f"robot ({key_id})",
        "scopes": ["raw", "read"],
        "auth": "required",
        "max_recording_bytes": 5_000_000_000,
    }


async def test_who_brings_no_credential_is_asked_for_one(guarded: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Basic cm9ib3Q6"}, {"Authorization": "Bearer "}):
        answer = await guarded.get("/calls", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_unknown_wrong_expired_and_revoked_keys_are_told_the_same(
    guarded: httpx.AsyncClient, world: Services, clock: TestClock
) -> None:
    expired = await a_key(world, Scope.ADMIN, days=0.5)
    revoked = await a_key(world, Scope.ADMIN)
    await world.api_keys.revoke(revoked.split("_")[1])
    right = await a_key(world, Scope.ADMIN)
    clock.advance(days=0.6)
    others = [
        "x",
        "a.b.c",
        f"ci_{'0' * 12}_{'0' * 64}",
        right[:-1] + "x",
        right[:-64] + "0" * 64,
    ]
    answers = [
        await guarded.get("/calls", headers=bearing(bad)) for bad in (expired, revoked, *others)
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert (await guarded.get("/calls", headers=bearing(right))).status_code == 200


async def test_a_credential_may_be_any_bytes_and_is_wrong_then(guarded: httpx.AsyncClient) -> None:
    for value in (b"Bearer \xe9\xff", b"Bearer ci_" + b"\xe9" * 77):
        answer = await guarded.get("/calls", headers={b"Authorization": value})
        assert answer.status_code == 401


async def test_a_caller_without_the_scope_is_told_its_name(
    guarded: httpx.AsyncClient, world: Services
) -> None:
    answer = await guarded.post("/calls", json={}, headers=bearing(await a_key(world, Scope.READ)))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert answer.json()["detail"] == "This needs the scope write."


async def test_a_key_is_read_once_in_a_while_and_a_revocation_works_within_a_minute(
    guarded: httpx.AsyncClient, world: Services, clock: TestClock, store: FakeApiKeyStore
) -> None:
    headers = bearing(await a_key(world, Scope.READ))
    for _ in range(20):
        assert (await guarded.get("/me", headers=headers)).status_code == 200
    assert (store.reads, store.uses) == (1, 1)
    (key,) = store.keys.values()
    await store.revoke_key(key.key_id, clock())  # by another process
    clock.advance(seconds=59)
    assert (await guarded.get("/me", headers=headers)).status_code == 401


async def test_a_use_is_noted_once_an_hour_and_no_request_fails_for_it(
    guarded: httpx.AsyncClient,
    world: Services,
    clock: TestClock,
    store: FakeApiKeyStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = bearing(await a_key(world, Scope.READ))
    for _ in range(13):
        await guarded.get("/me", headers=headers)
        clock.advance(minutes=10)
    assert store.uses == 3

    async def away(_key_id: str, _at: datetime) -> None:
        raise ServiceUnavailableError("busy")

    monkeypatch.setattr(store, "note_key_used", away)
    clock.advance(hours=2)
    assert (await guarded.get("/me", headers=headers)).status_code == 200


async def test_a_token_of_the_issuer_is_as_good_as_a_key(clock: TestClock) -> None:
    from callinsight.adapters.json_web_keys import JsonWebKeys  # noqa: PLC0415
    from callinsight.adapters.json_web_tokens import JsonWebTokens  # noqa: PLC0415

    issuer = Issuer()
    keys = JsonWebKeys(KEYS_URL, transport=issuer.transport)
    world = guarded_services(
        token_issuer=JsonWebTokens(keys, issuer=ISSUER, audiences=["page"]), clock=clock
    )
    async with calling(create_app(), world) as client:
        headers = bearing(issuer.token())
        me = (await client.get("/me", headers=headers)).json()
        assert (me["kind"], me["name"], me["scopes"]) == ("token", "somebody", ["read"])
        assert (await client.get("/calls", headers=headers)).status_code == 200
        assert (await client.post("/calls", json={}, headers=headers)).status_code == 403
        assert (await client.get("/calls", headers=bearing("a.b.c"))).status_code == 401


async def test_the_api_may_be_asked_by_any_name_once_it_asks_who_asks(
    guarded: httpx.AsyncClient, world: Services
) -> None:
    headers = {"Host": "any.example", "Origin": "https://evil.example"}
    assert (await guarded.get("/calls", headers=headers)).status_code == 401
    assert (await guarded.get("/healthz", headers=headers)).status_code == 200


async def test_the_documentation_offers_to_log_in(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    schemes = document["components"]["securitySchemes"]
    assert {
        (scheme["type"], scheme.get("scheme"), scheme.get("name")) for scheme in schemes.values()
    } == {
        ("http", "bearer", None),
        ("apiKey", None, "X-API-Key"),
    }
    asked = document["paths"]["/calls"]["get"]["security"]
    assert [set(one) for one in asked] == [{name} for name in schemes]
    assert "security" not in document["paths"]["/healthz"]["get"]
