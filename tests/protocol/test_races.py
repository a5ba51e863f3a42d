"""What happens between a list and a read, in a long round, and when an answer is lost."""

from datetime import timedelta
from functools import partial

import pytest

from callinsight.dispatcher.corrections import AT_ONCE, Corrections
from callinsight.dispatcher.rescues import Census
from callinsight.domain.call import Call, Priority
from callinsight.domain.dispatch import LOOK_AGAIN, Run, RunState
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.execution import parked
from callinsight.domain.status import Status
from callinsight.domain.uploads import url_issued
from tests.builders import a_call_with_audio
from tests.fakes.flow_runs import FakeFlowRuns
from tests.protocol.world import World

NOBODY = Census(owned=(), alive=())


async def test_a_call_that_began_after_it_was_listed_is_not_rescued(world: World) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    world.clock.advance(seconds=LOOK_AGAIN.total_seconds() + 1)
    listed = await world.services.calls.list_due("watch", world.clock(), 10)
    assert listed == [call.call_id]
    execution = await world.services.executions.begin(call.call_id, world.run_identity(run_id))
    await world.services.dispatcher._look(call.call_id)
    assert await world.now(call) == execution.call


async def test_a_call_that_was_parked_after_it_was_listed_is_not_started_early(
    world: World,
) -> None:
    call = await world.a_call()
    await world.services.calls.apply(parked(call, world.clock(), "busy", timedelta(minutes=5)))
    assert not await world.starts._consider(call.call_id, "live")
    assert world.runs.runs == {}


async def test_an_upload_link_renewed_after_its_call_was_listed_keeps_the_call(
    world: World,
) -> None:
    call = await a_call_with_audio(
        world.services, status=Status.UPLOADING, lane="watch", recording=None
    )
    world.clock.advance(hours=2)
    renewed = url_issued(
        call, world.clock(), key="uploads/k", file_name="a.wav", expires_at=world.clock()
    )
    await world.services.calls.apply(renewed)
    await world.services.dispatcher._look(call.call_id)
    assert (await world.now(call)).status is Status.UPLOADING


class SlowFlowRuns(FakeFlowRuns):
    """A Prefect that takes nine seconds for each answer."""

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self._world = world
        self.runs = world.runs.runs

    async def get(self, run_id: str) -> Run | None:
        self._world.monotonic += 9
        return await super().get(run_id)


async def test_a_long_round_does_not_make_the_living_look_dead(world: World) -> None:
    dead, living = world.another_process(), world.services.executions
    lost = [await _begun_by(world, dead, await world.a_call()) for _ in range(3)]
    kept = [await _begun_by(world, living, await world.a_call()) for _ in range(3)]
    await world.rescues.take_census()
    world.monotonic += 21
    world.beat(world.services.heartbeat.process_id)
    world.rescues._flow_runs = SlowFlowRuns(world)
    await world.rescues.run()
    assert [(await world.now(call)).attempt for call in lost] == [2, 2, 2]
    assert [(await world.now(call)).attempt for call in kept] == [1, 1, 1]
    assert world.services.heartbeat.process_id in world.operations.heartbeats


async def _begun_by(world: World, executions: object, call: Call) -> Call:
    begin = partial(executions.begin, call.call_id)  # type: ignore[attr-defined]
    await begin(world.run_identity(await world.dispatch(call)))
    return call


async def test_cancelling_a_dead_run_stops_its_successor_too(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    dead_run = str(execution.run.id)
    await world.process_dies(execution)
    await world.rescues.run()
    await world.starts.run(NOBODY)
    successor = await world.runs.find((await world.now(call)).idempotency_key)
    assert successor is not None
    world.runs.set(dead_run, RunState.CANCELLED)
    world.clock.advance(seconds=LOOK_AGAIN.total_seconds() + 1)
    await world.starts.unclaimed(await world.now(call))
    seen = await world.now(call)
    assert seen.failure is not None
    assert (seen.failure.code, seen.run_id) == ("cancelled", dead_run)
    assert world.runs.runs[successor.id].state is RunState.CANCELLED


@pytest.mark.parametrize("lane", ["live", "backfill"])
async def test_one_place_serves_both_priorities(world: World, lane: Priority) -> None:
    await a_call_with_audio(world.services, priority=lane, lane=lane)
    starts = world.starts
    starts._capacity = 1
    assert await starts.run(NOBODY) == 1


async def test_corrections_leave_the_dispatcher_time_for_calls(world: World) -> None:
    calls = [await world.a_call() for _ in range(AT_ONCE + 5)]
    for call in calls:
        run = await world.runs.start(
            call.call_id, key=f"custom-{call.call_id}", lane="live", tags=[]
        )
        world.runs.set(run.id, RunState.RUNNING)
    world.clock.advance(minutes=4)

    async def no_pause(_seconds: float) -> None:
        return

    corrections = Corrections(world.services.calls, world.runs, world.clock, no_pause)
    assert await corrections.run(NOBODY) == AT_ONCE
    assert await corrections.run(NOBODY) == 5


async def test_one_run_that_cannot_be_corrected_does_not_hold_back_the_others(
    world: World,
) -> None:
    bad, good = [await world.a_call() for _ in range(2)]
    for call in (bad, good):
        run = await world.runs.start(
            call.call_id, key=f"custom-{call.call_id}", lane="live", tags=[]
        )
        world.runs.set(run.id, RunState.RUNNING)
    world.services.calls.records[bad.call_id]["status"] = "nonsense"  # type: ignore[attr-defined]
    world.clock.advance(minutes=4)
    assert await Corrections(world.services.calls, world.runs, world.clock).run(NOBODY) == 1
    states = {run.call_id: run.state for run in world.runs.runs.values()}
    assert states == {bad.call_id: RunState.RUNNING, good.call_id: RunState.CRASHED}


async def test_an_erasure_that_waits_for_prefect_is_looked_at_every_three_minutes(
    world: World,
) -> None:
    call = await a_call_with_audio(
        world.services, erased_at=world.clock(), erasure="deleted", lane="watch"
    )
    world.runs.is_away = True
    with pytest.raises(ServiceUnavailableError):
        await world.runs.check()
    await world.services.dispatcher._look(call.call_id)
    assert await world.services.calls.list_due("watch", world.clock(), 10) == []
    world.clock.advance(minutes=4)
    assert await world.services.calls.list_due("watch", world.clock(), 10) == [call.call_id]
