"""Executions that die, stall, or hang."""

from callinsight.domain.dispatch import RunState, rescued
from callinsight.domain.errors.base import Superseded
from callinsight.domain.execution import artifact_stored, completed
from callinsight.domain.status import Status
from callinsight.steps.execution import Execution
from tests.protocol.world import World


async def test_a_dead_process_loses_its_calls_within_a_census(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.process_dies(execution)
    await world.rescues.run()
    seen = await world.now(call)
    assert (seen.status, seen.attempt, seen.rescues, seen.owner) == (Status.QUEUED, 2, 1, None)
    assert seen.fence > execution.call.fence


async def test_the_rescued_execution_cannot_write_any_more(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.process_dies(execution)
    await world.rescues.run()
    before = await world.now(call)
    outcome = await world.services.executions.settle(execution, RuntimeError("late"))
    assert outcome.kind == "Superseded"
    assert await world.now(call) == before


async def test_an_owner_that_left_without_its_item_is_found_by_its_calls(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.operations.remove(execution.call.owner or "")
    await world.rescues.run()
    assert (await world.now(call)).status is Status.QUEUED


async def test_a_living_process_keeps_its_calls(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    for _ in range(10):
        world.monotonic += 5
        world.beat(execution.call.owner or "")
        await world.rescues.run()
    assert (await world.now(call)).status is Status.READING


async def test_a_hanging_execution_is_rescued_at_its_deadline_although_its_heart_beats(
    world: World,
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.clock.advance(hours=3)
    world.beat(execution.call.owner or "")
    due = await world.services.calls.list_due("watch", world.clock(), 10)
    assert list(due) == [call.call_id]
    await world.rescues.abandoned(await world.now(call))
    assert (await world.now(call)).status is Status.QUEUED


async def test_a_rescue_decided_before_the_call_ended_changes_nothing(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    seen_by_dispatcher = await world.now(call)
    await _finish(execution)
    late = rescued(seen_by_dispatcher, world.clock())
    assert await world.services.calls.apply(late) is None
    assert (await world.now(call)).status is Status.COMPLETED


async def test_the_third_death_without_a_new_result_fails_the_call(world: World) -> None:
    call = await world.a_call()
    for _ in range(3):
        execution = await world.begin(call)
        world.services.executions.release(execution)
        await world.process_dies(execution)
        await world.rescues.run()
        world.services.heartbeat.process_id += "x"  # the next execution is another process
        world.services.heartbeat._thread = None
    seen = await world.now(call)
    assert seen.failure is not None
    assert (seen.status, seen.failure.code) == (Status.FAILED, "stuck")


async def test_a_new_result_starts_the_count_of_deaths_anew(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.process_dies(execution)
    await world.rescues.run()
    world.services.executions.release(execution)
    world.services.heartbeat.process_id += "x"
    world.services.heartbeat._thread = None
    execution = await world.begin(call)
    await execution.write(
        artifact_stored(
            execution.call,
            world.clock(),
            "transcribe",
            fingerprint="f",
            cost_usd=0.0,
            progressed=True,
        )
    )
    assert (await world.now(call)).rescues == 0


async def test_with_prefect_away_heartbeats_alone_decide(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.process_dies(execution)
    world.runs.is_away = True
    await world.rescues.run()
    assert (await world.now(call)).status is Status.QUEUED


async def test_a_suspended_runs_call_is_left_alone(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.runs.set(execution.run.id, RunState.PAUSED)
    await world.process_dies(execution)
    await world.rescues.run()
    assert (await world.now(call)).status is Status.READING


async def _finish(execution: Execution) -> None:
    try:
        await execution.write(completed(execution.call, execution.now()))
    except Superseded as lost:
        raise AssertionError("the execution should still own the call") from lost
