"""The poller as a loop: it outlives the queue, the table and Prefect."""

import asyncio

import pytest

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.poller import Poller
from callinsight.ports.queue import QueueCounts
from callinsight.services import Services
from tests.fakes.flow_runs import FakeFlowRuns
from tests.intake.arrivals import a_message, until
from tests.intake.stores import DistantBucket, DistantCallStore, DistantQueue
from tests.patience import PATIENCE

AWAY = ServiceUnavailableError("AWS is busy for the event queue (Throttling).")


async def test_a_queue_that_is_away_is_asked_again_after_a_pause(
    poller: Poller, queue: DistantQueue, calls: DistantCallStore, bucket: DistantBucket
) -> None:
    queue.errors = [AWAY, AWAY]
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await until(lambda: queue.polls == 1)
    await asyncio.sleep(0)
    assert queue.polls == 1  # it pauses
    await until(lambda: calls.records)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert queue.polls >= 3


async def test_a_defect_does_not_end_the_loop(
    poller: Poller,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue.errors = [RuntimeError("uploads/anna.wav")]
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await until(lambda: calls.records)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert "unexpected RuntimeError" in caplog.text
    assert "anna" not in caplog.text


async def test_a_stop_does_not_wait_for_the_pause(world: Services, queue: DistantQueue) -> None:
    queue.errors = [AWAY]
    stop = asyncio.Event()
    poller = Poller(queue, world.intake, lambda: None, pause_seconds=60)
    running = asyncio.create_task(poller.run(stop))
    await until(lambda: not queue.errors)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert queue.polls == 1


async def test_a_stop_lets_the_poll_under_way_finish(
    poller: Poller, queue: DistantQueue, calls: DistantCallStore, bucket: DistantBucket
) -> None:
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await until(lambda: queue.polls == 1)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert (len(calls.records), queue.polls) == (1, 1)
    assert await queue.counts() == QueueCounts(0, 0, 0)


async def test_with_prefect_away_events_are_accepted_all_the_same(
    world: Services,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    runs: FakeFlowRuns,
) -> None:
    runs.is_away = True
    poller = Poller(queue, world.intake, world.dispatcher.wake.set)
    for name in "abc":
        await queue.send(a_message(bucket.put(f"uploads/{name}.wav", b"a")))
        await poller.poll(wait_seconds=0)
        await world.dispatcher.tick()
    assert [record["status"] for record in calls.records.values()] == ["Queued"] * 3
    assert await queue.counts() == QueueCounts(0, 0, 0)
    runs.is_away = False
    await world.dispatcher.tick()
    assert len(runs.runs) == 3
