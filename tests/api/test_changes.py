"""Metadata changed and calls erased over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from callinsight.domain.call import Call
from callinsight.domain.erasure import tombstone
from callinsight.domain.transitions import Write, change
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_run, begun
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import run_once


async def _finished(services: Services) -> Call:
    call = await a_call_with_audio(services, metadata={"agent": "A", "team": "x"})
    await run_once(services, call.call_id, a_run(call))
    return await services.reruns.existing(call.call_id)


async def test_metadata_is_merged_and_null_removes_a_name(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await _finished(services)
    body = {"metadata": {"agent": "B", "team": None, "customer": "C", "unknown": None}}
    answer = await client.patch(f"/calls/{call.call_id}", json=body)
    assert (answer.status_code, answer.json()["metadata"]) == (200, {"agent": "B", "customer": "C"})
    assert answer.json()["status"] == "Completed"


async def test_metadata_and_roles_are_changed_together_or_not_at_all(
    client: httpx.AsyncClient, services: Services
) -> None:
    waiting = await a_call_with_audio(services)
    body = {"swap_roles": True, "metadata": {"agent": "B"}}
    assert (await client.patch(f"/calls/{waiting.call_id}", json=body)).status_code == 409
    assert (await services.reruns.existing(waiting.call_id)).metadata == {}
    call = await _finished(services)
    both = (await client.patch(f"/calls/{call.call_id}", json=body)).json()
    assert both["metadata"] == {"agent": "B", "team": "x"}
    assert both["transcript"]["roles"]["channel_0"]["role"] == "customer"


async def test_a_call_may_be_described_while_it_runs(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    execution = await begun(services, call)
    answer = await client.patch(f"/calls/{call.call_id}", json={"metadata": {"agent": "B"}})
    assert answer.status_code == 200
    await execution.write(change(execution.call, services.clock(), status_reason="still mine"))
    assert execution.call.metadata == {"agent": "B"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"metadata": {}},
        {"swap_roles": None},
        {"metadata": {"a b": "1"}},
        {"metadata": {"a": 1}},
        {"metadata": {"a": "x" * 1025}},
        {"metadata": {f"n{n}": "" for n in range(51)}},
        {"metadata": {f"n{n}": "" for n in range(49)}},
    ],
)
async def test_what_cannot_be_changed_is_a_422(
    client: httpx.AsyncClient, services: Services, body: dict[str, Any]
) -> None:
    call = await _finished(services)
    assert (await client.patch(f"/calls/{call.call_id}", json=body)).status_code == 422
    assert (await services.reruns.existing(call.call_id)) == call


async def test_two_people_who_change_metadata_at_once_both_have_their_way(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await _finished(services)
    real, others = services.calls.apply, [{"first": "1"}, {"second": "2"}]

    async def contended(write: Write) -> Call | None:
        if others:
            seen = await services.reruns.existing(call.call_id)
            said = {**seen.metadata, **others.pop()}
            await real(change(seen, services.clock(), metadata=said))
        return await real(write)

    monkeypatch.setattr(services.calls, "apply", contended)
    await client.patch(f"/calls/{call.call_id}", json={"metadata": {"agent": "B"}})
    seen = await services.reruns.existing(call.call_id)
    assert seen.metadata == {"agent": "B", "team": "x", "first": "1", "second": "2"}


async def test_a_record_that_never_stands_still_is_a_conflict(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await _finished(services)

    async def lost(_: Write) -> None:
        return None

    monkeypatch.setattr(services.calls, "apply", lost)
    for answer in (
        await client.patch(f"/calls/{call.call_id}", json={"metadata": {"agent": "B"}}),
        await client.delete(f"/calls/{call.call_id}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_an_erased_call_is_gone_at_once_and_its_data_soon_after(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await _finished(services)
    answer = await client.delete(f"/calls/{call.call_id}")
    assert answer.status_code == 202
    assert answer.json() == {"call_id": call.call_id, "erasure": "requested"}
    assert (await client.get(f"/calls/{call.call_id}")).status_code == 404
    await services.dispatcher.tick()
    assert isinstance(services.artifacts, FakeArtifactStore)
    assert isinstance(services.recordings, FakeRecordingStore)
    assert (services.artifacts.objects, services.recordings.versions) == ({}, {})


async def test_a_call_that_runs_is_erased_and_its_execution_stops(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    execution = await begun(services, call)
    assert (await client.delete(f"/calls/{call.call_id}")).status_code == 202
    late = change(execution.call, services.clock(), duration_seconds=1.0)
    assert await services.calls.apply(late) is None


async def test_an_unknown_or_erased_call_is_neither_changed_nor_erased(
    client: httpx.AsyncClient, services: Services
) -> None:
    erased = await a_call_with_audio(services)
    await services.calls.apply(tombstone(erased, services.clock() + timedelta(seconds=1)))
    for call_id in (erased.call_id, "0" * 26, "x"):
        patched = await client.patch(f"/calls/{call_id}", json={"metadata": {"a": "b"}})
        deleted = await client.delete(f"/calls/{call_id}")
        assert [patched.status_code, deleted.status_code] == [404, 404]
