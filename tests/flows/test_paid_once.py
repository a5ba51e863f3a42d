"""Paid requests, counted by stub providers in another process, over a real Prefect server."""

import asyncio
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.states import AwaitingRetry

from callinsight.adhoc import accept_file
from callinsight.dispatcher.rescues import Census
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.status import Status
from callinsight.poller import Poller
from callinsight.ports.calls import CallQuery
from callinsight.services import Services
from flows.process_call import process_call
from tests.flows.conftest import Execute
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]
NOBODY = Census(owned=(), alive=())
_EVERYTHING = CallQuery(limit=10)


async def _uploaded(world: Services, name: str = "call.wav") -> str:
    """Put a recording into the bucket, as any tool may; return its key."""
    key = f"uploads/{name}"
    world.aws.s3.put_object(Bucket=world.recordings.bucket, Key=key, Body=b"RIFF")
    return key


async def _accepted(world: Services) -> Call:
    """Let the poller take the event that S3 sent."""
    await _uploaded(world)
    poller = Poller(world.queue, world.intake, lambda: None)
    while await poller.poll(wait_seconds=2):
        pass
    (call,) = (await world.calls.list_calls(_EVERYTHING)).calls
    return await _now(world, call)


async def _now(world: Services, call: Call) -> Call:
    seen = await world.calls.get(call.call_id)
    assert seen is not None
    return seen


async def _dispatched(world: Services, call: Call) -> str:
    """Start the due call; return its flow run."""
    starts = Starts(world.calls, world.flow_runs, world.clock, capacity=4)
    await starts.run(NOBODY)
    run = await world.flow_runs.find((await _now(world, call)).idempotency_key)
    assert run is not None
    return run.id


def _paid(stubs: StubProviders) -> tuple[int, int]:
    return stubs.count("elevenlabs"), stubs.count("openai")


async def test_an_event_becomes_one_completed_call_paid_once_and_one_report(
    world: Services, execute: Execute, stubs: StubProviders
) -> None:
    call = await _accepted(world)
    run = await execute(await _dispatched(world, call))
    done = await _now(world, call)
    assert (done.status, _paid(stubs)) == (Status.COMPLETED, (1, 1))
    assert run.state is not None
    assert (run.state.name, run.name) == ("Completed", call.call_id)
    assert {"callinsight", "profile:default"} <= set(run.tags)

    text = await _artifact(run.id)
    assert text.startswith("# Completed")
    for step in ("fetch_audio", "transcribe", "analyze", "persist"):
        assert f"| {step} | 1 |" in text
    assert f"(http://127.0.0.1:8000/web/call.html?id={call.call_id})" in text
    assert "$0.00" in text


async def _artifact(run_id: UUID) -> str:
    """Return the one key-less artifact of a run."""
    async with get_client() as client:
        (artifact,) = await client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
        )
    assert artifact.key is None
    return str(artifact.data)


async def test_ui_retry_after_a_failed_analysis_pays_the_analysis_only(
    world: Services, execute: Execute, stubs: StubProviders
) -> None:
    stubs.script("openai", {"status": 400, "body": {"error": {"code": "bad"}}})
    call = await _accepted(world)
    run_id = await _dispatched(world, call)
    failed = await execute(run_id)
    assert failed.state is not None
    assert failed.state.name == "Failed"
    assert failed.state.message is not None
    assert failed.state.message.startswith("analyze: provider_refused. OpenAI answered 400 (bad)")

    async with get_client() as client:
        await client.set_flow_run_state(UUID(run_id), AwaitingRetry(), force=True)
    retried = await execute(run_id)
    assert retried.state is not None
    assert (retried.state.name, retried.run_count) == ("Completed", 2)
    assert _paid(stubs) == (1, 2)  # the refused request and the good one


async def test_a_custom_run_a_duplicate_event_and_a_rerun_from_persist_pay_nothing(
    world: Services, execute: Execute, stubs: StubProviders
) -> None:
    call = await _accepted(world)
    await execute(await _dispatched(world, call))
    assert _paid(stubs) == (1, 1)

    async with get_client() as client:
        deployment = await client.read_deployment_by_name("process-call/tests")
        custom = await client.create_flow_run_from_deployment(
            deployment.id, parameters={"call_id": call.call_id}
        )
    assert (await execute(str(custom.id))).state.name == "Completed"  # type: ignore[union-attr]
    assert call.recording is not None
    event = RecordingUploaded(call.recording.bucket, call.recording.key)
    assert await world.intake.accept(event) is None
    await world.reruns.rerun(call.call_id, from_step="persist")
    await execute(await _dispatched(world, call))
    assert (await _now(world, call)).status is Status.COMPLETED
    assert _paid(stubs) == (1, 1)

    await world.reruns.rerun(call.call_id, from_step="analyze")
    await execute(await _dispatched(world, call))
    assert _paid(stubs) == (1, 2)


async def test_two_dispatchers_and_two_workers_at_once_pay_once(
    world: Services, execute: Execute, stubs: StubProviders
) -> None:
    call = await _accepted(world)
    starts = [Starts(world.calls, world.flow_runs, world.clock, capacity=4) for _ in range(2)]
    await asyncio.gather(*(dispatcher.run(NOBODY) for dispatcher in starts))
    run = await world.flow_runs.find((await _now(world, call)).idempotency_key)
    assert run is not None
    assert len(await world.flow_runs.list_unfinished()) >= 1
    await asyncio.gather(execute(run.id), execute(run.id), return_exceptions=True)
    assert ((await _now(world, call)).status, _paid(stubs)) == (Status.COMPLETED, (1, 1))


async def test_an_ad_hoc_run_beside_a_dispatcher_pays_once(
    world: Services, stubs: StubProviders, recording_file: object
) -> None:
    call = await accept_file(str(recording_file))
    starts = Starts(world.calls, world.flow_runs, world.clock, capacity=4)
    assert await starts.run(NOBODY) == 0
    await process_call(call.call_id)
    assert await starts.run(NOBODY) == 0
    done = await _now(world, call)
    assert (done.status, done.file_name) == (Status.COMPLETED, "call.wav")
    assert _paid(stubs) == (1, 1)


async def test_a_provider_that_is_down_parks_the_call(
    world: Services, execute: Execute, stubs: StubProviders
) -> None:
    stubs.script("elevenlabs", {"status": 503, "body": {}, "headers": {"Retry-After": "120"}})
    call = await _accepted(world)
    run = await execute(await _dispatched(world, call))
    assert run.state is not None
    assert run.state.name == "Parked"
    parked = await _now(world, call)
    assert (parked.status, parked.status_reason) == (Status.QUEUED, "provider_unavailable")
    assert stubs.count("elevenlabs") == 1
