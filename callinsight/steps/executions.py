"""Beginning and ending executions, as docs/architecture.md ("Who runs a call") says."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from callinsight.clock import Clock
from callinsight.domain.call import Call, Failure, Status, StepName
from callinsight.domain.cost import total_usd
from callinsight.domain.errors import (
    CallInsightError,
    CallNotFoundError,
    InternalError,
    ProviderJobFailedError,
    ProviderPausedError,
    RetryableError,
    Superseded,
)
from callinsight.domain.execution import (
    RunIdentity,
    begun,
    cancelled_by_hook,
    failed,
    handed_back,
    park_time,
    parked,
)
from callinsight.domain.failures import failure_of
from callinsight.domain.transitions import Write
from callinsight.heartbeat import ProcessHeartbeat, is_gone
from callinsight.ports.calls import CallStore
from callinsight.ports.operations import HeartbeatStore
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist

_log = logging.getLogger(__name__)

EXECUTION_MARGIN = timedelta(minutes=10)
_TRIES = 7  # about half a minute
_ENDING_TRIES = 25  # about ten minutes; then the deadline frees the call
_HAND_BACK_SECONDS = 5.0


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
        self._mine: set[str] = set()

    async def begin(self, call_id: str, run: RunIdentity) -> Execution:
        """Take the call for this process.

        Raises `Superseded` if this run may not have it, `CallNotFoundError` if there is none.
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
        self._mine.add(call_id)
        self._heartbeat.executing(+1)
        return Execution(self._calls, self._clock, call, run, self._deadlines)

    @asynccontextmanager
    async def holding(self, execution: Execution) -> AsyncGenerator[None]:
        """Have an execution for the length of a block, and let go of it however the block ends.

        An interrupted block (cancelled, Ctrl-C, SIGTERM) hands its call back: somebody else goes
        on with it at once, instead of after the execution's deadline.
        """
        try:
            yield
        except BaseException as end:
            if not isinstance(end, Exception):
                await asyncio.shield(self._hand_back(execution))
            raise
        finally:
            self.release(execution)

    def release(self, execution: Execution) -> None:
        """Forget an execution that is over, however it ended; its call may be begun here again."""
        self._mine.discard(execution.call.call_id)
        self._heartbeat.executing(-1)

    async def settle(self, execution: Execution, error: Exception | None = None) -> Outcome:
        """End an execution: completed already, failed, or parked until the provider is back."""
        if execution.call.status is Status.COMPLETED:
            return Outcome("Completed", execution.call)
        try:
            if isinstance(error, Superseded):
                raise error
            error = error or InternalError("The flow ended without a result.")
            ending = _ending(execution, error, self._jitter())
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
        """x"""

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

    async def _hand_back(self, execution: Execution) -> None:
        try:
            async with asyncio.timeout(_HAND_BACK_SECONDS):
                await execution.write(handed_back(execution.call, execution.now()))
        except (CallInsightError, TimeoutError) as error:
            _log.warning("An interrupted call was not handed back (%s).", type(error).__name__)


def _ending(execution: Execution, error: Exception, jitter: float) -> Write:
    call, now = execution.call, execution.now()
    if isinstance(error, ProviderPausedError) and error.due_at is not None:
        return parked(call, now, error.reason, max(error.due_at - now, timedelta(0)))
    if isinstance(error, RetryableError):
        reason = error.reason if isinstance(error, ProviderPausedError) else error.code
        wait = park_time(call, error.retry_after_seconds, jitter)
        return parked(call, now, reason, wait)
    step = execution.step
    if not isinstance(error, CallInsightError):
        _log.error("An unexpected %s stopped a call in %s.", type(error).__name__, step)
    gone = isinstance(error, ProviderJobFailedError)
    costs = {**call.costs, **execution.unsettled_costs}
    return failed(
        call,
        now,
        failure_of(error, step),
        job_is_gone=gone,
        steps=execution.reports(),
        costs=costs,
        cost_usd=total_usd(costs.values()) if costs else call.cost_usd,
    )
