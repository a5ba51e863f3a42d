"""The intake as a process: ready once it has looked at everything, over at a signal."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.intake_process import run_intake
from callinsight.ports.queue import QueueCounts
from callinsight.services import Services
from tests.fakes.flow_runs import FakeFlowRuns
from tests.intake.arrivals import a_message, until
from tests.intake.stores import DistantBucket, DistantCallStore, DistantQueue
from tests.patience import PATIENCE


@pytest.fixture
async def handlers() -> AsyncGenerator[None]:
    """The signal handlers of this process come back after the test."""
    yield
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def signalled(number: signal.Signals) -> None:
    """Send a signal to this process, which must have a handler for it."""
    assert signal.getsignal(number) not in {signal.SIG_DFL, signal.default_int_handler}
    os.kill(os.getpid(), number)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_tells_when_it_is_ready_and_stops_at_a_signal(
    world: Services,
    queue: DistantQueue,
    bucket: DistantBucket,
    runs: FakeFlowRuns,
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    ready = tmp_path / "ready"
    seen: list[tuple[bool, int]] = []
    queue.on_poll = lambda: seen.append((ready.exists(), len(runs.runs)))
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    serving = asyncio.create_task(run_intake(world, ready))
    await until(lambda: len(seen) > 1 or serving.done())
    assert seen[:2] == [(False, 0), (True, 1)]  # ready: what was there before is on its way
    signalled(number)
    await asyncio.wait_for(serving, PATIENCE)
    assert await queue.counts() == QueueCounts(0, 0, 0)


@pytest.mark.usefixtures("handlers")
async def test_an_event_that_comes_while_it_rests_starts_at_once(
    world: Services,
    queue: DistantQueue,
    bucket: DistantBucket,
    runs: FakeFlowRuns,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callinsight.dispatcher.dispatcher.TICK_SECONDS", 3600.0)
    ready = tmp_path / "ready"
    serving = asyncio.create_task(run_intake(world, ready))
    await until(lambda: ready.exists() or serving.done())
    await asyncio.sleep(0.05)  # the first tick is over, the next one is an hour away
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    await until(lambda: runs.runs)
    signalled(signal.SIGTERM)
    await asyncio.wait_for(serving, PATIENCE)
    assert len(runs.runs) == 1


@pytest.mark.usefixtures("handlers")
async def test_with_prefect_away_it_is_ready_all_the_same(
    world: Services,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    runs: FakeFlowRuns,
    tmp_path: Path,
) -> None:
    runs.is_away = True
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    serving = asyncio.create_task(run_intake(world, tmp_path / "ready"))
    await until(lambda: (tmp_path / "ready").exists() or serving.done())
    assert len(calls.records) == 1
    signalled(signal.SIGTERM)
    await asyncio.wait_for(serving, PATIENCE)
    assert not runs.runs


@pytest.mark.usefixtures("handlers")
async def test_a_queue_that_does_not_exist_ends_it_before_it_is_ready(
    world: Services, queue: DistantQueue, tmp_path: Path
) -> None:
    queue.errors = [ResourceMissingError("The event queue does not exist.")]
    with pytest.raises(ResourceMissingError):
        await run_intake(world, tmp_path / "ready")
    assert not (tmp_path / "ready").exists()
