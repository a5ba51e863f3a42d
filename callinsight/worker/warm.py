"""The warm half of the worker: the loop of the runs, what they share, and how it is drained."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar
from uuid import UUID

from prefect.client.schemas.objects import FlowRun

from callinsight.worker.apart import execute_apart
from callinsight.worker.engine import observing, sharing
from callinsight.worker.engine_loop import EngineLoop
from callinsight.worker.loop_lag import LoopLag
from callinsight.worker.places import Places
from callinsight.worker.pool import Pool
from callinsight.worker.runs import Runs

T = TypeVar("T")

POLL_CANCELLED_SECONDS = 10.0
FINISHING_SECONDS = 5.0
STATES_SECONDS = 30.0


class Draining(Protocol):
    """The executions of calls in this process."""

    async def drain(self, seconds: float) -> None:
        """Hand back what can be, at once; wait for open requests for at most so long."""
        ...


class Warm:
    """Owns the loop on which all runs execute; its methods are called from the main loop."""

    def __init__(self, pool_name: str, queues: list[str], places: Places) -> None:
        self._pool_name = pool_name
        self._queues = queues
        self._places = places
        self._loop = EngineLoop(self._surroundings)
        self._runs: Runs | None = None
        self.lag = LoopLag()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the runs."""
        return self._loop.loop

    @property
    def runs(self) -> Runs:
        """The runs; raises `RuntimeError` before `start`."""
        if self._runs is None:
            raise RuntimeError("The worker has not been started.")
        return self._runs

    async def start(self) -> None:
        """Return once the observers listen and runs may be taken."""
        await asyncio.to_thread(self._loop.start)

    async def take(self) -> list[FlowRun]:
        """Start what is scheduled, while there are places."""
        return await self._loop.call(self.runs.take)

    async def until_empty(self) -> None:
        """Return when no run is left."""
        await self._loop.call(self.runs.until_empty)

    async def drain(self, executions: Draining, seconds: float) -> None:
        """Hand back every run; return when Prefect knows, or after a while without it."""
        await self._loop.call(lambda: self._drained(executions, seconds))

    async def stop(self) -> None:
        """End the loop and everything on it."""
        await asyncio.to_thread(self._loop.stop)

    async def _drained(self, executions: Draining, seconds: float) -> None:
        self.runs.stop_taking()
        self.runs.expect_drain()
        await executions.drain(seconds)
        if await _within(FINISHING_SECONDS, self.runs.until_empty()):
            return
        self.runs.interrupt_all()  # flows that are no calls
        await _within(STATES_SECONDS, self.runs.until_empty())

    @asynccontextmanager
    async def _surroundings(self) -> AsyncGenerator[None]:
        async with sharing() as client:
            pool = Pool(client, self._pool_name, self._queues)
            self._runs = Runs(client, pool, self._places, self._loop.spawn, execute_apart)
            async with observing(self._cancel, POLL_CANCELLED_SECONDS) as observers:
                self._runs.observers = observers
                watch = asyncio.create_task(self.lag.watch())
                try:
                    yield
                finally:
                    watch.cancel()

    def _cancel(self, flow_run_id: UUID) -> None:
        self.runs.cancel(flow_run_id)


async def _within(seconds: float, work: Coroutine[Any, Any, None]) -> bool:
    """Say whether the work was done in time."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        return False
    return True
