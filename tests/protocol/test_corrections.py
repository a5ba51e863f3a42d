"""Flow runs whose execution is over do not stay Running for ever."""

from datetime import timedelta

import pytest

from callinsight.dispatcher.corrections import Corrections
from callinsight.domain.dispatch import RunState, queued_again
from callinsight.domain.execution import completed
from tests.protocol.world import World


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def corrections(world: World, waits: list[float]) -> Corrections:
    async def pause(seconds: float) -> None:
        waits.append(seconds)

    return Corrections(world.services.calls, world.runs, world.clock, pause)


async def _state(world: World, run_id: str) -> RunState:
    return world.runs.runs[run_id].state


async def test_the_run_of_a_rescued_call_becomes_crashed(
    world: World, corrections: Corrections
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await world.process_dies(execution)
    census = await world.rescues.run()
    await corrections.run(census)
    assert await _state(world, execution.run.id) is RunState.RUNNING
    world.clock.advance(minutes=4)
    await corrections.run(await world.rescues.run())
    assert await _state(world, execution.run.id) is RunState.CRASHED


async def test_the_run_of_a_living_execution_is_left_alone(
    world: World, corrections: Corrections
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.clock.advance(hours=1)
    world.beat(execution.call.owner or "")
    await corrections.run(await world.rescues.run())
    assert await _state(world, execution.run.id) is RunState.RUNNING


async def test_a_completed_calls_run_whose_last_state_was_lost_becomes_completed(
    world: World, corrections: Corrections
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await execution.write(completed(execution.call, world.clock()))
    world.clock.advance(minutes=4)
    await corrections.run(await world.rescues.run())
    assert await _state(world, execution.run.id) is RunState.COMPLETED


async def test_a_cancelling_run_of_a_dead_process_becomes_cancelled(
    world: World, corrections: Corrections
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.runs.set(execution.run.id, RunState.CANCELLING)
    await world.process_dies(execution)
    await world.rescues.run()
    world.clock.advance(minutes=4)
    await corrections.run(await world.rescues.run())
    assert await _state(world, execution.run.id) is RunState.CANCELLED


async def test_a_retried_run_on_its_way_to_begin_is_not_crashed(
    world: World, corrections: Corrections
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await execution.write(completed(execution.call, world.clock()))
    world.runs.set(execution.run.id, RunState.FAILED)
    world.clock.advance(hours=1)
    world.runs.set(execution.run.id, RunState.RUNNING)
    await corrections.run(await world.rescues.run())
    assert await _state(world, execution.run.id) is RunState.RUNNING


async def test_runs_of_older_attempts_that_never_began_are_deleted(
    world: World, corrections: Corrections
) -> None:
    call = await world.a_call()
    first = await world.dispatch(call)
    await world.services.calls.apply(queued_again(await world.now(call), world.clock(), None))
    second = await world.dispatch(call)
    await corrections.run(await world.rescues.run())
    assert set(world.runs.runs) == {second}
    assert first != second


async def test_at_most_five_corrections_are_made_in_a_second(
    world: World, corrections: Corrections, waits: list[float]
) -> None:
    for _ in range(7):
        call = await world.a_call()
        run = await world.runs.start(
            call.call_id, key=f"call:{call.call_id}::0", lane="live", tags=[]
        )
        world.runs.set(run.id, RunState.RUNNING, since=world.clock() - timedelta(hours=1))
    assert await corrections.run(await world.rescues.run()) == 7
    assert sum(waits) >= 1.4
