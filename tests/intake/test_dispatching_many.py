"""A thousand calls wait: what a tick asks for, and who starts first."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from callinsight.dispatcher.dispatcher import APART_SECONDS
from callinsight.dispatcher.rescues import Census
from callinsight.dispatcher.side_by_side import AT_ONCE, side_by_side
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call, Priority
from callinsight.domain.dispatch import Run, RunState
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.liveness import Heartbeat
from callinsight.services import Services
from tests.builders import TestClock, a_call_with_audio, a_queued_call
from tests.fakes.flow_runs import FakeFlowRuns
from tests.intake.arrivals import as_it_is, until
from tests.intake.counting import counted
from tests.intake.stores import DistantCallStore
from tests.patience import PATIENCE

WAITING = 1000


def workers(places: int) -> Census:
    """A worker with so many free places."""
    beat = Heartbeat(process_id="w", last_seen="1", limit=1000, running=1000 - places)
    return Census(owned=(), alive=[beat])


async def backlog(world: Services, priority: Priority = "backfill") -> list[Call]:
    calls = [a_queued_call(priority=priority, lane=priority) for _ in range(WAITING)]
    for call in calls:
        await world.calls.add(call)
    return calls


@pytest.mark.parametrize(
    ("places", "asked"),
    [
        (0, {}),
        (1, {"list_dispatched": 1, "list_due": 1, "check": 1, "get": 1, "apply": 1, "start": 1}),
        (5, {"list_dispatched": 1, "list_due": 1, "check": 1, "get": 5, "apply": 5, "start": 5}),
    ],
)
async def test_a_tick_asks_for_the_calls_that_start_not_for_those_that_wait(
    world: Services,
    calls: DistantCallStore,
    runs: FakeFlowRuns,
    clock: TestClock,
    places: int,
    asked: dict[str, int],
) -> None:
    await backlog(world, "live")
    counts: Counter[str] = Counter()
    starts = Starts(counted(calls, counts), counted(runs, counts), clock, capacity=4)
    assert await starts.run(workers(places)) == places
    assert dict(counts) == asked
    counts.clear()
    assert await starts.run(workers(places)) == 0  # these places are taken, by what is on its way
    assert counts.total() <= 1


async def test_what_another_dispatcher_sent_on_its_way_is_read_once(
    world: Services, calls: DistantCallStore, runs: FakeFlowRuns, clock: TestClock
) -> None:
    await backlog(world)
    await Starts(calls, runs, clock, capacity=4).run(workers(1000))
    counts: Counter[str] = Counter()
    second = Starts(counted(calls, counts), runs, clock, capacity=4)
    for _ in range(3):
        assert await second.run(workers(1000)) == 0
    assert counts["get"] == 10


async def test_of_a_backlog_ten_are_on_their_way_and_a_live_call_starts_in_the_next_tick(
    world: Services, runs: FakeFlowRuns, clock: TestClock
) -> None:
    await backlog(world)
    starts = Starts(world.calls, runs, clock, capacity=4)
    assert await starts.run(workers(1000)) == 10
    live = await a_call_with_audio(world)
    assert await starts.run(workers(990)) == 1
    run = await runs.find((await as_it_is(world, live)).idempotency_key)
    assert run is not None
    assert runs.lanes[run.id] == "live"
    assert set(runs.lanes.values()) == {"live", "backfill"}


class Worker:
    """Claims a few runs a second in Prefect's order; every call takes half a minute."""

    def __init__(self, runs: FakeFlowRuns, calls: DistantCallStore) -> None:
        self._runs = runs
        self._calls = calls
        self.begun: list[str] = []

    async def claim(self, most: int) -> None:
        scheduled = [r for r in self._runs.runs.values() if r.state is RunState.SCHEDULED]
        scheduled.sort(key=lambda run: self._runs.lanes[run.id] != "live")
        for run in scheduled[:most]:
            self._runs.set(run.id, RunState.RUNNING)
            record = self._calls.records[str(run.call_id)]
            del record["dispatched_at"]
            record["due_at"] = "2999"
            self.begun.append(str(run.call_id))


async def test_a_single_live_call_begins_within_ten_seconds_while_a_thousand_are_imported(
    world: Services, calls: DistantCallStore, runs: FakeFlowRuns, clock: TestClock
) -> None:
    await backlog(world)
    starts = Starts(calls, runs, clock, capacity=4)
    worker, arrived_at = Worker(runs, calls), clock() + timedelta(seconds=30)
    live: Call | None = None
    while live is None or live.call_id not in worker.begun:
        await starts.run(workers(1000 - len(worker.begun)))
        clock.advance(seconds=2)
        await worker.claim(4)
        if live is None and clock() >= arrived_at:
            live = await a_call_with_audio(world)
    assert clock() - arrived_at < timedelta(seconds=10)
    assert len(worker.begun) > 40


class SlowRuns(FakeFlowRuns):
    """A server that takes a moment for each run, and notes how many it makes at once."""

    def __init__(self, clock: TestClock) -> None:
        super().__init__(clock)
        self.order: list[Priority] = []
        self.open = self.most = 0

    async def start(self, call_id: str, *, key: str, lane: Priority, tags: Sequence[str]) -> Run:
        self.order.append(lane)
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0.001)
        self.open -= 1
        return await super().start(call_id, key=key, lane=lane, tags=tags)


async def test_a_burst_starts_side_by_side_live_calls_first(
    world: Services, clock: TestClock
) -> None:
    await backlog(world)
    for _ in range(12):
        await a_call_with_audio(world)
    runs = SlowRuns(clock)
    assert await Starts(world.calls, runs, clock, capacity=4).run(workers(1000)) == 20
    assert runs.most == AT_ONCE
    assert runs.order == ["live"] * 12 + ["backfill"] * 8


async def test_when_the_engine_goes_away_nothing_more_begins() -> None:
    begun: list[str] = []

    async def act(call_id: str) -> bool:
        begun.append(call_id)
        await asyncio.sleep(0)
        raise ServiceUnavailableError("away")

    with pytest.raises(ServiceUnavailableError):
        await side_by_side([str(number) for number in range(100)], act)
    assert len(begun) == AT_ONCE


async def test_a_thousand_wakes_are_few_ticks_and_a_rested_dispatcher_answers_each(
    world: Services, runs: FakeFlowRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher, stop = world.dispatcher, asyncio.Event()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        ticks += 1

    monkeypatch.setattr(dispatcher, "tick", tick)
    monkeypatch.setattr("callinsight.dispatcher.dispatcher.TICK_SECONDS", 3600.0)
    running = asyncio.create_task(dispatcher.run(stop))
    began = time.monotonic()
    for _ in range(60):
        dispatcher.wake.set()
        await asyncio.sleep(0.01)
    assert 2 <= ticks <= (time.monotonic() - began) / APART_SECONDS + 2
    await asyncio.sleep(2 * APART_SECONDS)
    seen = ticks
    dispatcher.wake.set()
    await until(lambda: ticks == seen + 1)
    stop.set()
    dispatcher.wake.set()
    await asyncio.wait_for(running, PATIENCE)
