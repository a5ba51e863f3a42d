"""Beginning and ending executions, as docs/architecture.md ("Who runs a call") says."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
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
    RetryableError,
    Superseded,
)
from callinsight.domain.execution import (
    RunIdentity,
    begun,
    cancelled_by_hook,
    failed,
    park_time,
    parked,
)
from callinsight.domain.failures import failure_of
from callinsight.domain.transitions import Write
from callinsight.heartbeat import ProcessHeartbeat, is_gone
from callinsight.ports.calls import CallStore
from callinsight.ports.operations import HeartbeatStore
from callinsight.steps.execution import Execution

_log = logging.getLogger(__name__)

EXECUTION_MARGIN = timedelta(minutes=10)
_SETTLE_TRIES = 6


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
    ) -> None:
        self._calls = calls
        self._heartbeats = heartbeats
        self._watch = watch
        self._heartbeat = heartbeat
        self._clock = clock
        self._deadlines = deadlines
        self._mine: set[str] = set()

    async def begin(self, call_id: str, run: RunIdentity) -> Execution:
        """Take the call for this process.

        Raises `Superseded` if this run may not have it, `CallNotFoundError` if there is none.
        """
        self._heartbeat.start(adhoc=run.adhoc)
        seen = await self._calls.get(call_id)
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
        call = await self._calls.apply(write) if write is not None else None
        if call is None:
            raise Superseded("This flow run may not execute the call now.")
        self._mine.add(call_id)
        self._heartbeat.executing(+1)
        return Execution(self._calls, self._clock, call, run, self._deadlines)

    async def settle(self, execution: Execution, error: Exception | None = None) -> Outcome:
        """End an execution: completed already, failed, or parked until the provider is back."""
        if error is None and execution.call.status is Status.COMPLETED:
            return Outcome("Completed", execution.call)
        if isinstance(error, Superseded):
            return Outcome("Superseded")
        ending = _ending(execution, error or InternalError("The flow ended without a result."))
        try:
            call = await self._insist(execution, ending)
        except Superseded:
            return Outcome("Superseded")
        return Outcome("Parked" if call.status is Status.QUEUED else "Failed", call, call.failure)

    def release(self, execution: Execution) -> None:
        """Forget an execution that is over, however it ended; its call may be begun here again."""
        self._mine.discard(execution.call.call_id)
        self._heartbeat.executing(-1)

    async def cancel(self, call_id: str, run_id: str) -> None:
        """Note that a person cancelled the run that has this call."""
        call = await self._calls.get(call_id)
        write = cancelled_by_hook(call, run_id, self._clock()) if call else None
        if write is not None:
            await self._calls.apply(write)

    async def _owner_is_gone(self, call: Call) -> bool:
        if call.owner is None:
            return True
        if call.owner == self._heartbeat.process_id:
            return call.call_id not in self._mine
        return await self._watch(self._heartbeats, call.owner)

    async def _insist(self, execution: Execution, write: Write) -> Call:
        """Repeat the last write while the table is away; in the end the deadline frees the call."""
        for attempt in range(_SETTLE_TRIES):
            try:
                return await execution.write(write)
            except RetryableError as busy:
                _log.warning("The end of a call could not be written yet: %s", busy)
                if attempt == _SETTLE_TRIES - 1:
                    raise
                await asyncio.sleep(2**attempt)
        raise AssertionError("unreachable")


def _ending(execution: Execution, error: Exception) -> Write:
    call, now = execution.call, execution.now()
    if isinstance(error, RetryableError):
        wait = park_time(call, error.retry_after_seconds)
        return parked(call, now, error.code, wait)
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
