"""One bad call must not starve the other calls."""

from datetime import timedelta

import pytest

from callinsight.dispatcher.rescues import Census
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import NOON, TestClock, a_call_with_audio
from tests.fakes.flow_runs import FakeFlowRuns
from tests.intake.arrivals import an_expecting_call, as_it_is
from tests.intake.stores import DistantBucket, DistantCallStore

EARLIER = NOON - timedelta(hours=1)


@pytest.fixture
async def overdue(world: Services, clock: TestClock) -> Call:
    """A call whose upload never came."""
    call = await an_expecting_call(world)
    assert call.due_at is not None
    clock.now = call.due_at
    return call


async def test_a_record_nobody_can_read_does_not_hold_back_watched_calls(
    world: Services, calls: DistantCallStore, overdue: Call
) -> None:
    bad = await a_call_with_audio(world, lane="watch", dispatched_at=EARLIER, due_at=EARLIER)
    calls.records[bad.call_id]["status"] = "nonsense"
    waiting = await a_call_with_audio(world)
    await world.dispatcher.tick()
    assert (await as_it_is(world, overdue)).status is Status.FAILED
    assert (await as_it_is(world, waiting)).dispatched_at is not None


async def test_a_record_nobody_can_read_does_not_hold_back_waiting_calls(
    world: Services, calls: DistantCallStore
) -> None:
    bad = await a_call_with_audio(world, due_at=EARLIER)
    calls.records[bad.call_id]["status"] = "nonsense"
    waiting = await a_call_with_audio(world)
    await world.dispatcher.tick()
    assert (await as_it_is(world, waiting)).dispatched_at is not None


async def test_a_record_nobody_can_read_does_not_keep_the_only_free_place(
    world: Services, calls: DistantCallStore, clock: TestClock
) -> None:
    bad = await a_call_with_audio(world, due_at=EARLIER)
    calls.records[bad.call_id]["status"] = "nonsense"
    waiting = [await a_call_with_audio(world) for _ in range(2)]
    starts = Starts(calls, world.flow_runs, clock, capacity=1)
    assert await starts.run(Census(owned=(), alive=())) == 1
    seen = [await as_it_is(world, call) for call in waiting]
    assert sum(call.dispatched_at is not None for call in seen) == 1


async def test_a_dead_executions_bad_record_does_not_hold_back_other_rescues(
    world: Services, calls: DistantCallStore
) -> None:
    running = {"status": Status.READING, "owner": "dead", "lane": "watch"}
    bad, good = [await a_call_with_audio(world, **running) for _ in range(2)]
    calls.records[bad.call_id]["status"] = "nonsense"
    await world.dispatcher.tick()
    assert (await as_it_is(world, good)).rescues == 1


async def test_calls_that_need_prefect_do_not_hold_back_those_that_do_not(
    world: Services, runs: FakeFlowRuns, overdue: Call
) -> None:
    await a_call_with_audio(world, lane="watch", dispatched_at=EARLIER, due_at=EARLIER)
    runs.is_away = True
    await world.dispatcher.tick()
    assert (await as_it_is(world, overdue)).status is Status.FAILED


async def test_an_object_that_cannot_be_looked_at_does_not_hold_back_other_uploads(
    world: Services, clock: TestClock, bucket: DistantBucket
) -> None:
    bad, good = [await an_expecting_call(world) for _ in range(2)]
    assert bad.upload_key is not None
    assert good.due_at is not None
    clock.now = good.due_at
    bucket.errors[bad.upload_key] = KeyError("defect")
    await world.dispatcher.tick()
    assert (await as_it_is(world, good)).status is Status.FAILED
