"""Re-runs over HTTP."""

import httpx
import pytest

from callinsight.domain.call import STEPS
from callinsight.profiles import Profiles
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once


async def _finished(services: Services) -> str:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    return call.call_id


async def test_a_rerun_queues_the_call_and_pays_from_its_step_on(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await _finished(services)
    answer = await client.post(f"/calls/{call_id}/reruns", json={"from": "analyze"})
    assert answer.status_code == 202
    assert (answer.json()["status"], answer.json()["attempt"]) == ("Queued", 2)
    seen = await services.calls.get(call_id)
    assert seen is not None
    await run_once(services, call_id, a_run(seen))
    assert isinstance(services.transcriber, FakeTranscriber)
    assert isinstance(services.language_model, FakeLanguageModel)
    assert (services.transcriber.paid_requests, services.language_model.paid_requests) == (1, 2)


async def test_a_rerun_may_use_another_profile(
    client: httpx.AsyncClient, services: Services
) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    await store.add(a_profile("sales"))
    await store.make_current("sales", 1)
    call_id = await _finished(services)
    body = {"from": "analyze", "profile_id": "sales"}
    answer = await client.post(f"/calls/{call_id}/reruns", json=body)
    assert (answer.json()["profile_id"], answer.json()["profile_version"]) == ("sales", 1)


@pytest.mark.parametrize("fallback", [True, False])
async def test_a_rerun_with_a_profile_of_nobody_is_a_422(
    client: httpx.AsyncClient, services: Services, *, fallback: bool
) -> None:
    services.profiles = Profiles(services.profile_store, default_id="default", fallback=fallback)
    call_id = await _finished(services)
    answer = await client.post(f"/calls/{call_id}/reruns", json={"profile_id": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (422, "profile_not_found")
    assert answer.json()["field"] == "profile_id"


async def test_a_call_that_is_about_to_start_is_not_started_again(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    answer = await client.post(f"/calls/{call.call_id}/reruns", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_a_call_without_a_recording_is_not_started(client: httpx.AsyncClient) -> None:
    call_id = (await client.post("/calls", json={})).json()["call_id"]
    assert (await client.post(f"/calls/{call_id}/reruns", json={})).status_code == 409


@pytest.mark.parametrize("body", [{"from": "upload"}, {"form": "analyze"}, []])
async def test_a_wrong_step_is_a_422(
    client: httpx.AsyncClient, services: Services, body: object
) -> None:
    call_id = await _finished(services)
    assert (await client.post(f"/calls/{call_id}/reruns", json=body)).status_code == 422


@pytest.mark.parametrize("step", STEPS)
async def test_a_version_that_is_not_current_may_be_tried_from_any_step(
    client: httpx.AsyncClient, services: Services, step: str
) -> None:
    call_id = await _finished(services)
    await services.profile_store.add(a_profile(version=2, system_prompt="Be brief."))
    body = {"from": step, "profile_version": 2}
    answer = await client.post(f"/calls/{call_id}/reruns", json=body)
    assert (answer.json()["profile_id"], answer.json()["profile_version"]) == ("default", 2)
    queued = await services.reruns.existing(call_id)
    await run_once(services, call_id, a_run(queued))
    analysis = (await client.get(f"/calls/{call_id}")).json()["analysis"]
    assert analysis["provenance"]["profile_version"] == 2
    assert isinstance(services.transcriber, FakeTranscriber)
    assert services.transcriber.paid_requests == (2 if step in {"fetch_audio", "transcribe"} else 1)


@pytest.mark.parametrize("profile", [{}, {"profile_id": "sales"}])
async def test_a_version_of_nobody_is_a_422(
    client: httpx.AsyncClient, services: Services, profile: dict[str, str]
) -> None:
    call_id = await _finished(services)
    body = {**profile, "profile_version": 9}
    answer = await client.post(f"/calls/{call_id}/reruns", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "profile_version_not_found")
    assert answer.json()["field"] == "profile_version"
