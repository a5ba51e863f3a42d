"""Cancelling in the Prefect UI: the one Prefect state a call listens to."""

from callinsight.domain.dispatch import RunState, queued_again
from callinsight.domain.erasure import tombstone
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.execution import completed
from callinsight.domain.recording import upload_key
from callinsight.domain.reruns import rerun
from callinsight.domain.status import Status
from callinsight.domain.uploads import url_issued
from tests.protocol.world import World


async def test_the_hook_of_a_running_calls_run_fails_it_as_cancelled(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.services.executions.cancel(call.call_id, execution.run.id)
    seen = await world.now(call)
    assert seen.failure is not None
    assert (seen.status, seen.failure.code, seen.owner) == (Status.FAILED, "cancelled", None)


async def test_a_cancelled_call_is_not_started_again(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.runs.set(execution.run.id, RunState.CANCELLING)
    await world.services.executions.cancel(call.call_id, execution.run.id)
    world.clock.advance(hours=24)
    for lane in ("live", "backfill", "watch"):
        assert not await world.services.calls.list_due(lane, world.clock(), 10)


async def test_the_hook_leaves_a_finished_call_alone(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await execution.write(completed(execution.call, world.clock()))
    await world.services.executions.cancel(call.call_id, execution.run.id)
    assert (await world.now(call)).status is Status.COMPLETED


async def test_the_hook_does_not_write_over_a_tombstone(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.services.calls.apply(tombstone(await world.now(call), world.clock()))
    erased = await world.now(call)
    await world.services.executions.cancel(call.call_id, execution.run.id)
    assert await world.now(call) == erased


async def test_cancelling_the_old_run_does_not_cancel_a_persons_rerun(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.services.calls.apply(
        rerun(await world.now(call), world.clock(), from_step="transcribe")
    )
    world.runs.set(execution.run.id, RunState.CANCELLING)
    await world.services.executions.cancel(call.call_id, execution.run.id)
    assert (await world.now(call)).status is Status.QUEUED
    run_id = await world.dispatch(call)
    assert run_id != execution.run.id


async def test_cancelling_the_old_run_does_not_cancel_a_replaced_recording(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    key = upload_key(call.call_id, "u2", "better.wav")
    await world.services.calls.apply(
        url_issued(
            await world.now(call),
            world.clock(),
            key=key,
            file_name="better.wav",
            expires_at=world.clock(),
        )
    )
    world.bucket.put(key, b"better")
    assert await world.services.intake.accept(RecordingUploaded("recordings", key)) is not None
    world.runs.set(execution.run.id, RunState.CANCELLED)
    await world.services.executions.cancel(call.call_id, execution.run.id)
    assert (await world.now(call)).status is Status.QUEUED
    assert await world.dispatch(call) != execution.run.id


async def test_a_rescue_of_a_cancelled_run_is_a_cancel(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.runs.set(execution.run.id, RunState.CANCELLING)
    await world.process_dies(execution)
    await world.rescues.run()
    seen = await world.now(call)
    assert seen.failure is not None
    assert seen.failure.code == "cancelled"


async def test_a_cancel_that_came_while_prefect_was_away_is_seen_before_the_next_start(
    world: World,
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.process_dies(execution)
    world.runs.is_away = True
    await world.rescues.run()
    assert (await world.now(call)).status is Status.QUEUED
    world.runs.is_away = False
    world.runs.set(execution.run.id, RunState.CANCELLED)
    await world.starts.run(await world.rescues.take_census())
    seen = await world.now(call)
    assert seen.failure is not None
    assert seen.failure.code == "cancelled"
    assert len(world.runs.runs) == 1


async def test_cancelling_an_unclaimed_run_that_was_given_up_cancels_the_call(
    world: World,
) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    run = await world.runs.get(run_id)
    await world.services.calls.apply(queued_again(await world.now(call), world.clock(), run))
    world.runs.set(run_id, RunState.CANCELLED)
    await world.starts.run(await world.rescues.take_census())
    seen = await world.now(call)
    assert seen.failure is not None
    assert seen.failure.code == "cancelled"
