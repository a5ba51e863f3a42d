"""The flow runs a worker executes, all on one event loop: taken, started, watched, ended."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import Abort, Pause
from prefect.logging.loggers import flow_run_logger
from prefect.states import Cancelled, Crashed, Pending, Scheduled

from callinsight.worker.engine import (
    REPORTING_AT_ONCE,
    Interruption,
    Observers,
    engine_for,
    execute,
    proposed,
)
from callinsight.worker.flow_cache import FlowCache
from callinsight.worker.places import Places
from callinsight.worker.pool import Pool
from callinsight.worker.start_gate import StartGate
from callinsight.worker.taken import Taken

_log = logging.getLogger(__name__)

STARTING_AT_ONCE = 16
ROOM_SECONDS = 0.5
# An older offer may be of a run that another worker has executed meanwhile: Prefect refuses to begin
# what is pending or running, but not what has ended.
FRESH_OFFER_SECONDS = 0.2


class Runs:
    """Takes scheduled runs from a pool while there are places, and executes them side by side.

    `spawn` starts a task on the loop of the runs; `apart` executes a flow that is no coroutine, and
    would keep all others from moving.
    """

    def __init__(
        self,
        client: PrefectClient,
        pool: Pool,
        places: Places,
        spawn: Callable[[Any], "asyncio.Task[None]"],
        apart: Callable[[FlowRun], Awaitable[int]],
    ) -> None:
        self._client = client
        self._pool = pool
        self._places = places
        self._spawn = spawn
        self._apart = apart
        self._flows = FlowCache(client)
        self._gate = StartGate(STARTING_AT_ONCE)
        self._reporting = asyncio.Semaphore(REPORTING_AT_ONCE)
        self._taken: dict[UUID, Taken] = {}
        self._refused: set[UUID] = set()
        self._nothing_left = asyncio.Event()
        self._stopped = False
        self.observers: Observers | None = None
        self.polled_at = time.monotonic()

    def __len__(self) -> int:
        return len(self._taken)

    async def take(self) -> list[FlowRun]:
        """Start scheduled runs until none is left or no place is free; return those started."""
        started: list[FlowRun] = []
        self.polled_at = time.monotonic()
        while (room := self._room()) > 0:
            self.polled_at = time.monotonic()
            found = await self._pool.scheduled(room + self._still_offered())
            new = [run for run in found if self._is_new(run)][: self._room()]
            for run in new:
                self._start(run, self.polled_at)
            started += new
            if len(new) < room:
                break
            await self._gate.wait_for_room(ROOM_SECONDS)
        return started

    def cancel(self, flow_run_id: UUID) -> None:
        """Interrupt a run that a person cancels."""
        if (taken := self._taken.get(flow_run_id)) is not None:
            taken.interrupt(Interruption.CANCELLED)

    def stop_taking(self) -> None:
        """Take nothing any more, and give back at once what has not begun."""
        self._stopped = True
        for taken in list(self._taken.values()):
            if taken.engine is None:
                taken.interrupt(Interruption.DRAINED)

    def expect_drain(self) -> None:
        """Let whatever is interrupted from now on end as handed back."""
        for taken in self._taken.values():
            taken.expect(Interruption.DRAINED)

    def interrupt_all(self) -> None:
        """Interrupt what still runs."""
        for taken in list(self._taken.values()):
            taken.interrupt(Interruption.DRAINED)

    async def until_empty(self) -> None:
        """Return when no run is left."""
        while self._taken:
            self._nothing_left.clear()
            await self._nothing_left.wait()

    def _room(self) -> int:
        return 0 if self._stopped else min(self._gate.free, self._places.free(len(self._taken)))

    def _still_offered(self) -> int:
        """Return how many runs of this worker a poll finds again, before those that are new."""
        return len(self._refused) + sum(not taken.is_claimed for taken in self._taken.values())

    def _is_new(self, run: FlowRun) -> bool:
        """Refuse what is executed here already: somebody scheduled it again meanwhile."""
        if (taken := self._taken.get(run.id)) is None:
            return True
        if taken.is_offered_again(run) and run.id not in self._refused:
            self._refused.add(run.id)
            _log.warning("Flow run %s is executed here already; it is not started twice.", run.id)
        return False

    def _start(self, run: FlowRun, offered_at: float) -> None:
        taken = Taken(run, offered_at)
        self._taken[run.id] = taken
        self._gate.enter(run.id)
        if self.observers is not None:
            self.observers.watch(run.id)
        taken.task = self._spawn(self._carry(taken))

    async def _carry(self, taken: Taken) -> None:
        """Execute a run; whatever happens, its place is free afterwards."""
        run = taken.flow_run
        try:
            await self._begin_and_execute(taken)
        except (Abort, Pause):
            pass  # the server decided, and has the state
        except asyncio.CancelledError:
            await asyncio.shield(self._spawn(self._interrupted(taken)))
        except Exception as error:  # noqa: BLE001  (one run must not stop the others)
            flow_run_logger(run).error("The run could not be executed: %s.", type(error).__name__)
            await self._crashed(run, f"The worker met an unexpected {type(error).__name__}.")
        finally:
            self._forget(run.id)

    async def _begin_and_execute(self, taken: Taken) -> None:
        run = taken.flow_run
        if not await self._is_still_offered(taken):
            return
        state: State[Any] = await proposed(self._client, Pending(), run.id)
        taken.is_claimed = True
        if not state.is_pending():
            return
        flow = await self._flows.flow_of(run)
        if not flow.isasync:
            self._gate.leave(run.id)
            if code := await self._apart(run):
                await self._crashed(run, f"The run's own process ended with exit code {code}.")
            return
        taken.engine = engine_for(
            flow, run, on_begun=lambda: self._gate.leave(run.id), reporting=self._reporting
        )
        taken.engine.why = taken.why
        await execute(taken.engine)

    async def _is_still_offered(self, taken: Taken) -> bool:
        """Ask again about an offer that was long on its way."""
        if time.monotonic() - taken.offered_at < FRESH_OFFER_SECONDS:
            return True
        current = await self._client.read_flow_run(taken.flow_run.id)
        return current.state_type is StateType.SCHEDULED

    async def _interrupted(self, taken: Taken) -> None:
        """Say of a run that was interrupted before its engine began what became of it."""
        if taken.engine is not None:
            return
        cancelled = taken.why is Interruption.CANCELLED
        state: State[Any] = (
            Cancelled(message="Cancelled before it began.") if cancelled else Scheduled()
        )
        async with self._reporting:
            await self._client.set_flow_run_state(taken.flow_run.id, state, force=True)

    async def _crashed(self, run: FlowRun, message: str) -> None:
        try:
            current = await self._client.read_flow_run(run.id)
            if current.state_type in {StateType.PENDING, StateType.RUNNING}:
                await proposed(self._client, Crashed(message=message), run.id)
        except (Abort, Pause):
            return
        except Exception as error:  # noqa: BLE001  (the dispatcher corrects what stays wrong)
            _log.warning("The end of flow run %s was not told: %s.", run.id, type(error).__name__)

    def _forget(self, flow_run_id: UUID) -> None:
        self._taken.pop(flow_run_id, None)
        self._refused.discard(flow_run_id)
        self._gate.leave(flow_run_id)
        if self.observers is not None:
            self.observers.forget(flow_run_id)
        if not self._taken:
            self._nothing_left.set()
