"""The worker type `callinsight`: many async flow runs in one warm process.

Built on the public interface of Prefect's workers; what is not public is in `engine.py`. If that
does not fit the installed Prefect, every run gets a process of its own instead.
"""

import asyncio
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import anyio.abc
import httpx
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_WORKER_QUERY_SECONDS
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from callinsight.domain.errors.base import CallInsightError
from callinsight.open_files import raise_open_files_limit
from callinsight.services import Services, services
from callinsight.worker import self_check
from callinsight.worker.apart import execute_apart
from callinsight.worker.health import serving_health
from callinsight.worker.memory import Watermark, give_large_buffers_back, resident_bytes
from callinsight.worker.places import DEFAULT_LIMIT, Places

if TYPE_CHECKING:
    from callinsight.worker.warm import Warm

_log = logging.getLogger(__name__)

STUCK_SECONDS = 120.0
# How long the loop of the runs waits for another thread; Python's own is 5 ms.
SWITCH_SECONDS = 0.001
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class CallInsightWorkerResult(BaseWorkerResult):
    """How a run in a process of its own ended."""


class CallInsightWorker(BaseWorker[BaseJobConfiguration, BaseVariables, CallInsightWorkerResult]):
    """Executes flow runs side by side on one event loop, as many as it has places.

    SIGTERM and SIGINT drain it: calls go on elsewhere, those whose paid request is open wait for
    its answer for up to DRAIN_SECONDS. A second signal waits no longer.
    """

    type = "callinsight"
    job_configuration = BaseJobConfiguration
    job_configuration_variables = BaseVariables
    _display_name = "CallInsight"
    _description = "Runs many async flow runs side by side in one warm process."

    def __init__(
        self,
        work_pool_name: str,
        work_queues: list[str] | None = None,
        *,
        limit: int | None = None,
        health_port: int | None = None,
        **others: Any,
    ) -> None:
        super().__init__(work_pool_name, work_queues, limit=limit, **others)
        self._pool_and_queues = (work_pool_name, list(work_queues or []))
        self._wanted_limit = limit
        self._health_port = health_port
        self._opened = ExitStack()
        self._world: Services | None = None
        self._places: Places | None = None
        self._warm: Warm | None = None
        self._main: asyncio.Task[Any] | None = None
        self._drain: asyncio.Task[None] | None = None
        self._run_once = False
        self._polled_at = time.monotonic()
        self._is_answered = True
        self._has_synced = False

    async def start(
        self,
        run_once: bool = False,  # noqa: FBT001, FBT002  (Prefect's signature)
        with_healthcheck: bool = False,  # noqa: FBT001, FBT002
        printer: Callable[..., None] = print,
    ) -> None:
        """Serve until a signal; `run_once` takes what is scheduled now and sees it through."""
        self._run_once = run_once
        await super().start(run_once, with_healthcheck, printer)

    async def setup(self) -> None:
        """Check Prefect, tell the dispatcher of this process, and connect."""
        try:
            await self._set_up()
        except CallInsightError as error:
            raise SystemExit(f"{error} {error.hint}".strip()) from None
        await super().setup()
        self._main = asyncio.current_task()
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                asyncio.get_running_loop().add_signal_handler(number, self._stop)

    async def teardown(self, *exc_info: Any) -> None:
        """Let go of everything; what still runs was handed back before, or is rescued."""
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                asyncio.get_running_loop().remove_signal_handler(number)
        try:
            await super().teardown(*exc_info)
        finally:
            if self._warm is not None:
                await self._warm.stop()
            if self._world is not None:
                await asyncio.to_thread(self._world.heartbeat.stop)
            self._opened.close()

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Start what is scheduled, while there are places."""
        self._polled_at = time.monotonic()
        if self._warm is None:
            return await super().get_and_submit_flow_runs()
        try:
            started = await self._warm.take()
        except httpx.HTTPError as error:
            self._bear(error)
            return []
        self._is_answered = True
        if self._run_once:
            await self._warm.until_empty()
        return started

    async def sync_with_backend(self) -> None:
        """Tell Prefect that this worker lives; once it did, an outage does not end the worker."""
        try:
            await super().sync_with_backend()
        except httpx.HTTPError as error:
            if not self._has_synced:
                raise
            self._bear(error)
        self._has_synced = True

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # noqa: ARG002  (a run has no settings of its own)
        task_status: anyio.abc.TaskStatus[Any] | None = None,
    ) -> CallInsightWorkerResult:
        """Execute a run in a process of its own: the way without Prefect's inner parts."""
        heartbeat = self._started.heartbeat
        if task_status is not None:
            task_status.started(str(flow_run.id))
        heartbeat.executing(+1)
        try:
            code = await execute_apart(flow_run)
        finally:
            heartbeat.executing(-1)
        return CallInsightWorkerResult(status_code=code, identifier=str(flow_run.id))

    def is_worker_still_polling(self, query_interval_seconds: float) -> bool:
        """Say whether the worker polls and its runs move, as Prefect's health check asks."""
        polled_at = self._polled_at if self._warm is None else self._warm.runs.polled_at
        patience = max(30 * query_interval_seconds, STUCK_SECONDS)
        moves = self._warm is None or self._warm.lag.stands_still_for() < STUCK_SECONDS
        waits = self._drain is not None or time.monotonic() - polled_at < patience
        return moves and waits

    @property
    def _started(self) -> Services:
        if self._world is None:
            raise RuntimeError("The worker has not been set up.")
        return self._world

    async def _set_up(self) -> None:
        self._world = world = services()
        raise_open_files_limit()
        give_large_buffers_back()
        sys.setswitchinterval(SWITCH_SECONDS)
        reason = await self_check.problem()
        if reason is None:
            limit = self._wanted_limit or DEFAULT_LIMIT
        else:
            limit = self._wanted_limit or world.settings.callinsight_capacity
            _log.warning("%s: each run gets a process of its own, %d at once.", reason, limit)
        watermark = Watermark(world.settings.callinsight_worker_memory_bytes)
        self._places = Places(limit, watermark, world.heartbeat)
        loop = asyncio.get_running_loop()
        if reason is None:
            from callinsight.worker.warm import Warm  # noqa: PLC0415  (not if it cannot be)

            self._warm = Warm(*self._pool_and_queues, self._places)
            await self._warm.start()
            loop = self._warm.loop
        await asyncio.to_thread(world.heartbeat.start, loop, limit=limit)
        if self._health_port is not None:
            self._opened.enter_context(serving_health(self._health_port, self._report))

    def _bear(self, error: httpx.HTTPError) -> None:
        """Go on without Prefect for a while: Prefect's own loops would end after half a minute.

        Raises what asking again does not help against: a refusal.
        """
        if isinstance(error, httpx.HTTPStatusError) and not _may_pass(error.response.status_code):
            raise error
        if self._is_answered:
            self._is_answered = False
            _log.warning("Prefect does not answer (%s); asked again.", type(error).__name__)

    def _stop(self) -> None:
        """Drain at the first signal, end at once at the second."""
        if self._drain is None and self._warm is not None:
            self._drain = asyncio.create_task(self._drained(self._warm))
        elif self._main is not None:
            self._main.cancel()

    async def _drained(self, warm: "Warm") -> None:
        world = self._started
        seconds = world.settings.drain_seconds
        _log.info("Draining: runs go on elsewhere; open requests have %.0f s.", seconds)
        try:
            await warm.drain(world.executions, seconds)
        finally:
            if self._main is not None:
                self._main.cancel()

    def _report(self) -> dict[str, Any]:
        healthy = self.is_worker_still_polling(float(PREFECT_WORKER_QUERY_SECONDS.value()))
        draining = self._drain is not None
        held = resident_bytes()
        return {
            "status": "stuck" if not healthy else "draining" if draining else "ok",
            "running": len(self._warm.runs) if self._warm is not None else None,
            "limit": self._places.limit if self._places is not None else None,
            "draining": draining,
            "loop_lag_p99_ms": round(self._warm.lag.p99_seconds() * 1000, 1)
            if self._warm
            else None,
            "rss_mb": None if held is None else round(held / 1e6, 1),
        }


def _may_pass(status: int) -> bool:
    return status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS
