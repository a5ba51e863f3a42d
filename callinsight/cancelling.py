"""Calls cancelled because a person asks for it, through the API or the command line."""

import logging

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.cancelling import can_cancel, cancelled_by_person, state_after_cancel
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.call import CallEndedError, ConflictError
from callinsight.ports.calls import CallStore
from callinsight.ports.flow_runs import FlowRuns
from callinsight.reruns import Reruns

_log = logging.getLogger(__name__)
_TRIES = 5


class Cancelling:
    """Ends calls that run or wait; the record decides, and the engine's run follows it."""

    def __init__(self, calls: CallStore, reruns: Reruns, flow_runs: FlowRuns, clock: Clock) -> None:
        self._calls = calls
        self._reruns = reruns
        self._flow_runs = flow_runs
        self._clock = clock

    async def cancel(self, call_id: str) -> Call:
        """Cancel a call; whoever executes it loses it.

        Raises `CallNotFoundError`, and `CallEndedError` for a call that has ended.
        """
        for _ in range(_TRIES):
            call = await self._reruns.existing(call_id)
            if not can_cancel(call):
                raise CallEndedError("The call has ended; there is nothing to cancel.")
            written = await self._calls.apply(cancelled_by_person(call, self._clock()))
            if written is not None:
                await self._stop_runs(call)
                return written
        raise ConflictError("The call is being changed; ask again.")

    async def _stop_runs(self, call: Call) -> None:
        """Cancel the call's runs; with the engine away, they end as superseded by themselves."""
        try:
            keyed = await self._flow_runs.find(call.idempotency_key)
            begun = await self._flow_runs.get(call.run_id) if call.run_id else None
            runs = {run.id: run for run in (keyed, begun) if run is not None}
            for run in runs.values():
                if (state := state_after_cancel(run.state)) is not None:
                    await self._flow_runs.correct(run.id, state, "The call was cancelled.")
        except CallInsightError as error:
            _log.warning("The run of cancelled call %s goes on: %s", call.call_id, error.code)
