"""Beginning and ending executions, as docs/architecture.md ("Who runs a call") says."""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from callinsight.clock import Clock
from callinsight.domain.call import Call, Failure, StepName
from callinsight.domain.errors.base import CallInsightError, InternalError, Superseded
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.execution import (
    RunIdentity,
    begun,
    cancelled_by_hook,
    handed_back,
    suspended,
)
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.heartbeat import ProcessHeartbeat, is_gone
from callinsight.ports.calls import CallStore
from callinsight.ports.operations import HeartbeatStore
from callinsight.steps.endings import ending_of
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist

_log = logging.getLogger(__name__)

EXECUTION_MARGIN = timedelta(minutes=10)
_TRIES = 7  # about half a minute
_ENDING_TRIES = 25  # about ten minutes; then the deadline frees the call
HAND_BACK_SECONDS = 10.0
_HAND_BACK_TRIES = 5
HAND_BACK_PAUSE_SECONDS = 0.5
_HAND_BACKS_AT_ONCE = 32
_LAST_HAND_BACKS_SECONDS = 30.0


@dataclass(frozen=True)
class Outcome:
    """How an execution ended, for the flow run's state."""

    kind: Literal["Completed", "Failed", "Parked", "Superseded"]
    call: Call | None = None
    failure: Failure | None = None


class Executions:
    """Begins executions for this process and settles them."""

    def __init__(
        self,
        calls: CallStore,
        heartbeats: HeartbeatStore,
        heartbeat: ProcessHeartbeat,
        clock: Clock,
        deadlines: dict[StepName, timedelta],
        watch: Callable[[HeartbeatStore, str], Awaitable[bool]] = is_gone,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._calls = calls
        self._heartbeats = heartbeats
        self._watch = watch
        self._jitter = jitter
        self._heartbeat = heartbeat
        self._clock = clock
        self._deadlines = deadlines
        self._mine: dict[str, Execution] = {}
        self._is_draining = False
        self._one_is_over = asyncio.Event()
        self._hand_backs = asyncio.Semaphore(_HAND_BACKS_AT_ONCE)

    async def begin(self, call_id: str, run: RunIdentity) -> Execution:
        """Take the call for this process.

        Raises `Superseded` if this run may not have it, `CallNotFoundError` if there is none. A
        draining process hands the call on at once and raises `Superseded` too. [drainbegin]
        """
        await insist(lambda: self._show_life(run), tries=_TRIES)
        seen = await insist(lambda: self._calls.get(call_id), tries=_TRIES)
        if seen is None:
            raise CallNotFoundError("There is no call with this id.")
        write = begun(
            seen,
            run,
            process_id=self._heartbeat.process_id,
            owner_is_gone=await self._owner_is_gone(seen),
            now=self._clock(),
            deadline=self._clock() + sum(self._deadlines.values(), EXECUTION_MARGIN),
        )
        if write is None:
            raise Superseded("This flow run may not execute the call now.")
        call = await insist(lambda: self._calls.apply(write), tries=_TRIES)
        if call is None:
            raise Superseded("This flow run may not execute the call now.")
        execution = Execution(self._calls, self._clock, call, run, self._deadlines)
        self._enter(execution)
        if self._is_draining:
            await _to_its_end(self._hand_back(execution, handed_back))
            self.release(execution)
            raise Superseded("This process drains; the call goes on elsewhere.")
        return execution

    def _enter(self, execution: Execution) -> None:
        execution.interruption.of(asyncio.current_task())
        self._mine[execution.call.call_id] = execution
        self._heartbeat.executing(+1)

    @asynccontextmanager
    async def holding(
        self, execution: Execution, suspension: type[BaseException] | None = None
    ) -> AsyncGenerator[None]:
        """Have an execution for the length of a block, and let go of it however the block ends.

        An interrupted block (cancelled, Ctrl-C, SIGTERM) hands its call back: somebody else goes
        on with it at once, instead of after the execution's deadline. A `suspension` queues it
        until the run is resumed.
        """
        try:
            yield
        except BaseException as end:
            if not isinstance(end, Exception):
                is_suspended = suspension is not None and isinstance(end, suspension)
                give = suspended if is_suspended else handed_back
                await _to_its_end(self._hand_back(execution, give))
            raise
        finally:
            self.release(execution)

    def release(self, execution: Execution) -> None:
        """Forget an execution that is over, however it ended; its call may be begun here again."""
        execution.turn.give()
        if self._mine.get(execution.call.call_id) is execution:
            del self._mine[execution.call.call_id]
        self._heartbeat.executing(-1)
        self._one_is_over.set()

    async def settle(self, execution: Execution, error: Exception | None = None) -> Outcome:
        """End an execution: completed already, failed, or parked until the provider is back."""
        if execution.call.status is Status.COMPLETED:
            return Outcome("Completed", execution.call)
        try:
            if isinstance(error, Superseded):
                raise error
            error = error or InternalError("The flow ended without a result.")
            ending = ending_of(execution, error, self._jitter())
            with execution.interruption.uninterrupted():
                call = await insist(lambda: execution.write(ending), tries=_ENDING_TRIES)
        except Superseded:
            return await self._superseded(execution)
        return Outcome("Parked" if call.status is Status.QUEUED else "Failed", call, call.failure)

    async def cancel(self, call_id: str, run_id: str) -> None:
        """Note that a person cancelled the run that has this call."""
        call = await self._calls.get(call_id)
        write = cancelled_by_hook(call, run_id, self._clock()) if call else None
        if write is not None:
            await self._calls.apply(write)

    async def drain(self, seconds: float) -> None:
        """Hand back every call: at once, or as soon as its paid request is answered and kept.

        After `seconds` all are interrupted. Nothing begins in this process any more.
        """
        self._is_draining = True
        try:
            until = self._clock() + timedelta(seconds=seconds)
            await asyncio.to_thread(self._heartbeat.drain, until)
        except CallInsightError as error:
            _log.warning("The drain could not be told yet (%s).", type(error).__name__)
        for execution in list(self._mine.values()):
            execution.interruption.ask()
        if not await self._all_over_within(seconds):
            for execution in list(self._mine.values()):
                execution.interruption.force()
            await self._all_over_within(_LAST_HAND_BACKS_SECONDS)

    async def _all_over_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                while self._mine:
                    self._one_is_over.clear()
                    await self._one_is_over.wait()
        except TimeoutError:
            return False
        return True

    async def _owner_is_gone(self, call: Call) -> bool:
        if call.owner is None:
            return True
        if call.owner == self._heartbeat.process_id:
            return call.call_id not in self._mine
        return await self._watch(self._heartbeats, call.owner)

    async def _show_life(self, run: RunIdentity) -> None:
        """Start the heartbeat, off the event loop: its first beat waits for the table."""
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._heartbeat.start, loop, adhoc=run.adhoc)

    async def _superseded(self, execution: Execution) -> Outcome:
        """Somebody else has the call; or it is complete, and only the answer to that was lost."""
        call = await insist(lambda: self._calls.get(execution.call.call_id), tries=_TRIES)
        mine = call is not None and call.fence == execution.call.fence + 1
        if call is not None and mine and call.status is Status.COMPLETED:
            return Outcome("Completed", call)
        return Outcome("Superseded")

    async def _hand_back(
        self, execution: Execution, give: Callable[[Call, datetime], Write]
    ) -> None:
        write = give(execution.call, execution.now())
        try:
            async with self._hand_backs, asyncio.timeout(HAND_BACK_SECONDS):
                await insist(
                    lambda: execution.write(write),
                    tries=_HAND_BACK_TRIES,
                    first_pause=HAND_BACK_PAUSE_SECONDS,
                )
        except (CallInsightError, TimeoutError) as error:
            _log.warning("An interrupted call was not handed back (%s).", type(error).__name__)


async def _to_its_end(act: Coroutine[Any, Any, None]) -> None:
    """Await `act` however often the waiting task is cancelled meanwhile."""
    task = asyncio.create_task(act)
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    await task
