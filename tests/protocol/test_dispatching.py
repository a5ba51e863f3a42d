"""Starting calls, once each."""

from datetime import timedelta

import pytest

from callinsight.dispatcher.rescues import Census
from callinsight.domain.dispatch import RunState
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.liveness import Heartbeat
from callinsight.domain.status import Status
from callinsight.ports.calls import OwnedCall
from tests.builders import a_call_with_audio
from tests.protocol.world import World

NOBODY = Census(owned=(), alive=())


async def test_two_dispatchers_start_a_call_once(world: World) -> None:
    call = await world.a_call()
    assert await world.starts.run(NOBODY) == 1
    assert await world.starts.run(NOBODY) == 0
    assert len(world.runs.runs) == 1
    assert world.runs.tags["run-1"] == ("profile:default", "priority:live")
    assert (await world.now(call)).dispatched_at is not None


async def test_a_dispatcher_that_dies_between_write_and_start_only_costs_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await world.a_call()

    async def dies(*_: object, **__: object) -> str:
        raise ServiceUnavailableError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(world.runs, "start", dies)
        with pytest.raises(ServiceUnavailableError):
            await world.starts.run(NOBODY)
    assert not world.runs.runs
    world.clock.advance(seconds=181)
    await world.starts.unclaimed(await world.now(call))
    assert len(world.runs.runs) == 1


async def test_a_rebuilt_call_whose_attempts_had_runs_before_starts_at_once(world: World) -> None:
    """The table was lost, Prefect's database was not: keys of the new record name old runs."""
    call = await world.a_call()
    for attempt, state in ((1, RunState.COMPLETED), (2, RunState.CRASHED)):
        key = call.model_copy(update={"attempt": attempt}).idempotency_key
        world.runs.set(
            (await world.runs.start(call.call_id, key=key, lane="live", tags=[])).id, state
        )
    for _ in range(3):
        await world.starts.run(NOBODY)
    seen = await world.now(call)
    assert (seen.attempt, seen.unclaimed) == (3, 0)
    run = await world.runs.find(seen.idempotency_key)
    assert run is not None
    assert run.state is RunState.SCHEDULED


async def test_a_run_that_was_running_when_the_record_was_lost_is_not_waited_for(
    world: World,
) -> None:
    call = await world.a_call()
    run = await world.runs.start(call.call_id, key=call.idempotency_key, lane="live", tags=[])
    world.runs.set(run.id, RunState.RUNNING, since=world.clock() - timedelta(seconds=30))
    for _ in range(2):
        await world.starts.run(NOBODY)
    seen = await world.now(call)
    assert (seen.attempt, seen.unclaimed) == (2, 0)
    assert await world.runs.find(seen.idempotency_key) is not None


async def test_a_run_that_a_worker_took_at_once_is_this_dispatchs_own(world: World) -> None:
    call = await world.a_call()
    run = await world.runs.start(call.call_id, key=call.idempotency_key, lane="live", tags=[])
    world.runs.set(run.id, RunState.RUNNING, since=world.clock() + timedelta(seconds=1))
    await world.starts.run(NOBODY)
    assert (await world.now(call)).attempt == 1


async def test_with_prefect_away_nothing_is_written(world: World) -> None:
    call = await world.a_call()
    world.runs.is_away = True
    before = await world.now(call)
    with pytest.raises(ServiceUnavailableError):
        await world.starts.run(NOBODY)
    assert await world.now(call) == before


@pytest.mark.parametrize(
    ("state", "seconds", "again"),
    [
        (RunState.SCHEDULED, 590, False),
        (RunState.SCHEDULED, 610, True),
        (RunState.PENDING, 170, False),
        (RunState.PENDING, 190, True),
        (RunState.RUNNING, 50, False),
        (RunState.RUNNING, 70, True),
        (RunState.CRASHED, 0, True),
        (RunState.FAILED, 0, True),
        (RunState.COMPLETED, 0, True),
        (RunState.PAUSED, 3600, False),
        (RunState.AWAITING_RETRY, 3600, False),
    ],
)
async def test_an_unclaimed_run_is_waited_for_as_long_as_its_state_deserves(
    world: World, state: RunState, seconds: int, again: bool
) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    world.runs.set(run_id, state)
    world.clock.advance(seconds=seconds)
    await world.starts.unclaimed(await world.now(call))
    seen = await world.now(call)
    assert seen.attempt == (2 if again else 1)
    assert seen.status is Status.QUEUED
    if again:
        assert seen.run_id == run_id
    else:
        assert seen.due_at is not None
        assert seen.due_at > world.clock()


async def test_the_third_run_in_a_row_that_ends_without_a_begin_fails_the_call(
    world: World,
) -> None:
    call = await world.a_call()
    for _ in range(3):
        run_id = await world.dispatch(call)
        world.runs.set(run_id, RunState.CRASHED)
        await world.starts.unclaimed(await world.now(call))
    seen = await world.now(call)
    assert seen.failure is not None
    assert (seen.status, seen.failure.code) == (Status.FAILED, "stuck")
    assert "import" in seen.failure.hint


async def test_calls_wait_while_there_is_no_capacity(world: World) -> None:
    for _ in range(6):
        await world.a_call()
    assert await world.starts.run(NOBODY) == 4
    assert await world.starts.run(NOBODY) == 0


async def test_running_calls_take_capacity_but_ad_hoc_ones_do_not(world: World) -> None:
    for _ in range(6):
        await world.a_call()
    beats = [
        Heartbeat(process_id="pooled", last_seen="1", running=1),
        Heartbeat(process_id="notebook", last_seen="1", running=1, adhoc=True),
    ]
    owned = [OwnedCall("a", "pooled"), OwnedCall("b", "notebook"), OwnedCall("c", "dead")]
    assert await world.starts.run(Census(owned=owned, alive=beats)) == 3


async def test_workers_that_tell_their_limit_decide_the_capacity(world: World) -> None:
    for _ in range(30):
        await world.a_call()
    alive = [Heartbeat(process_id="w", last_seen="1", limit=100, running=75)]
    assert await world.starts.run(Census(owned=(), alive=alive)) == 20


async def test_live_calls_start_before_backfill_and_keep_a_tenth_of_the_places(
    world: World,
) -> None:
    alive = [Heartbeat(process_id="w", last_seen="1", limit=10, running=0)]
    for _ in range(30):
        await a_call_with_audio(world.services, priority="backfill", lane="backfill")
    assert await world.starts.run(Census(owned=(), alive=alive)) == 9
    live = await world.a_call()
    assert await world.starts.run(Census(owned=(), alive=alive)) == 1
    assert (await world.now(live)).dispatched_at is not None


async def test_a_parked_call_is_started_when_its_time_comes(world: World) -> None:
    call = await a_call_with_audio(
        world.services, due_at=world.clock() + timedelta(minutes=5), status_reason="rate_limited"
    )
    assert await world.starts.run(NOBODY) == 0
    world.clock.advance(minutes=6)
    assert await world.starts.run(NOBODY) == 1
    assert (await world.now(call)).dispatched_at is not None
