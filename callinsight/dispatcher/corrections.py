"""Flow runs whose execution is over but whose state does not say so."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from callinsight.clock import Clock
from callinsight.dispatcher.outliving import outlived
from callinsight.dispatcher.rescues import Census
from callinsight.domain.dispatch import Run, RunState, correction, is_obsolete
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.ports.calls import CallStore
from callinsight.ports.flow_runs import FlowRuns

_log = logging.getLogger(__name__)

PER_SECOND = 5
AT_ONCE = 10  # two seconds: calls wait for the dispatcher meanwhile
_MESSAGES = {
    RunState.CRASHED: "The process that executed this run is gone; the call goes on in another run.",
    RunState.CANCELLED: "The cancelled run's process is gone.",
    RunState.COMPLETED: "The call is completed; only this run's last state was lost.",
}


class Corrections:
    """Keeps the Prefect UI true: no run stays Running for ever."""

    def __init__(
        self,
        calls: CallStore,
        flow_runs: FlowRuns,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._flow_runs = flow_runs
        self._clock = clock
        self._pause = pause

    async def run(self, census: Census) -> int:
        """Correct or delete what is over, at most five a second and ten; return how many."""
        changed = 0
        for run in await self._flow_runs.list_unfinished():
            if run.id in census.executing:
                continue
            if await outlived(
                f"Flow run {run.id}",
                partial(self._put_right, run, census),
                but_not=(ServiceUnavailableError,),
            ):
                changed += 1
                await self._pause(1 / PER_SECOND)
            if changed == AT_ONCE:
                break
        return changed

    async def _put_right(self, run: Run, census: Census) -> bool:
        call = await self._calls.get(run.call_id) if run.call_id else None
        living = {beat.process_id for beat in census.alive}
        gone = call is None or call.owner is None or call.owner not in living
        state = correction(call, run, self._clock(), owner_is_gone=gone)
        if state is not None:
            _log.info("Flow run %s is set to %s.", run.id, state.name)
            await self._flow_runs.correct(run.id, state, _MESSAGES[state])
            return True
        if is_obsolete(call, run):
            await self._flow_runs.delete(run.id)
            return True
        return False
