"""Calls cancelled over HTTP."""

import httpx
import pytest

from callinsight.domain.call_id import new_call_id
from callinsight.domain.dispatch import RunState
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.recording import upload_key
from callinsight.domain.transitions import change
from callinsight.domain.uploads import pending_call, url_issued
from callinsight.services import Services
from tests.builders import a_call_with_audio, begun
from tests.fakes.audit import FakeAuditLog
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.recordings import FakeRecordingStore


@pytest.fixture
def runs(services: Services) -> FakeFlowRuns:
    assert isinstance(services.flow_runs, FakeFlowRuns)
    return services.flow_runs


async def test_a_running_call_is_cancelled_and_its_execution_can_write_no_more(
    client: httpx.AsyncClient, services: Services, runs: FakeFlowRuns
) -> None:
    call = await a_call_with_audio(services)
    run = await runs.start(call.call_id, key=call.idempotency_key, lane="live", tags=())
    runs.set(run.id, RunState.RUNNING)
    execution = await begun(services, call)
    answer = await client.post(f"/calls/{call.call_id}/cancellation")
    assert answer.status_code == 202
    assert (answer.json()["status"], answer.json()["failure"]["code"]) == ("Failed", "cancelled")
    assert runs.runs[run.id].state.is_cancel
    late = change(execution.call, services.clock(), duration_seconds=1.0)
    assert await services.calls.apply(late) is None
    seen = await services.reruns.existing(call.call_id)
    assert (seen.owner, seen.due_at) == (None, None)
    assert isinstance(services.audit_log, FakeAuditLog)
    assert [line.action for line in services.audit_log.lines] == ["call.cancel"]


async def test_a_waiting_call_is_cancelled_even_while_the_engine_is_away(
    client: httpx.AsyncClient, services: Services, runs: FakeFlowRuns
) -> None:
    call = await a_call_with_audio(services)
    runs.is_away = True
    assert (await client.post(f"/calls/{call.call_id}/cancellation")).status_code == 202
    runs.is_away = False
    await services.dispatcher.tick()
    assert not runs.runs
    again = await client.post(f"/calls/{call.call_id}/reruns", json={"from": "persist"})
    assert (again.status_code, again.json()["status"]) == (202, "Queued")


async def test_an_upload_that_arrives_late_does_not_start_a_cancelled_call(
    client: httpx.AsyncClient, services: Services
) -> None:
    now = services.clock()
    call = pending_call(new_call_id(), now)
    await services.calls.add(call)
    key = upload_key(call.call_id, "u1", "call.wav")
    await services.calls.apply(url_issued(call, now, key=key, file_name="call.wav", expires_at=now))
    await client.post(f"/calls/{call.call_id}/cancellation")
    assert isinstance(services.recordings, FakeRecordingStore)
    services.recordings.put(key, b"late")
    await services.intake.accept(RecordingUploaded(services.recordings.bucket, key))
    assert (await services.reruns.existing(call.call_id)).status == "Failed"


async def test_an_ended_call_is_refused_with_a_code_of_its_own_and_no_line(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    for code in (202, 409):
        answer = await client.post(f"/calls/{call.call_id}/cancellation")
        assert answer.status_code == code
    assert answer.json()["code"] == "call_ended"
    assert (await client.post(f"/calls/{'0' * 26}/cancellation")).status_code == 404
    assert isinstance(services.audit_log, FakeAuditLog)
    assert len(services.audit_log.lines) == 1
