"""Queued calls that are due: a flow run each, while there is capacity."""

import logging

from callinsight.clock import Clock
from callinsight.dispatcher.rescues import Census
from callinsight.domain.call import Call, Priority
from callinsight.domain.dispatch import (
    Move,
    Run,
    cancelled,
    dispatched,
    given_up,
    look_later,
    move_for_queued,
    passed_over,
    queued_again,
    was_there_before,
)
from callinsight.ports.calls import CallStore
from callinsight.ports.flow_runs import FlowRuns

_log = logging.getLogger(__name__)

UNCLAIMED_PER_WORKER = 20
BACKFILL_SHARE = 0.9


class Starts:
    """Starts flow runs for calls; two of these at once start each call once."""

    def __init__(
        self, calls: CallStore, flow_runs: FlowRuns, clock: Clock, *, capacity: int
    ) -> None:
        self._calls = calls
        self._flow_runs = flow_runs
        self._clock = clock
        self._capacity = capacity

    async def run(self, census: Census) -> int:
        """Start due calls, live ones first; return how many flow runs were created."""
        free, total = await self._free(census)
        started = await self._start_due("live", free)
        kept_for_live = total - int(total * BACKFILL_SHARE)
        started += await self._start_due("backfill", free - started - kept_for_live)
        return started

    async def unclaimed(self, call: Call) -> None:
        """Look at a dispatched call that nobody began in time."""
        keyed = await self._flow_runs.find(call.idempotency_key)
        previous = await self._previous(call, keyed)
        await self._move(call, keyed, previous)

    async def _start_due(self, lane: Priority, free: int) -> int:
        due = await self._calls.list_due(lane, self._clock(), free)
        if due:
            await self._flow_runs.check()
        started = 0
        for call_id in due:
            call = await self._calls.get(call_id)
            if call is not None and call.lane == lane:
                started += await self._move(call, None, await self._previous(call, None))
        return started

    async def _move(self, call: Call, keyed: Run | None, previous: Run | None) -> bool:
        now = self._clock()
        move = move_for_queued(call, now, keyed, previous)
        if move is Move.START:
            return await self._start(call)
        if move is Move.QUEUE_AGAIN:
            _log.warning("Nobody began call %s; it gets another flow run.", call.call_id)
            await self._calls.apply(queued_again(call, now, keyed))
        elif move is Move.CANCEL:
            await self._calls.apply(cancelled(call, now))
        elif move is Move.GIVE_UP:
            await self._calls.apply(given_up(call, now))
        else:
            await self._calls.apply(look_later(call, now))
        return False

    async def _start(self, call: Call) -> bool:
        """Write first, create second: a crash in between costs time, never a second run."""
        written = await self._calls.apply(dispatched(call, self._clock()))
        if written is None:
            return False
        run = await self._flow_runs.start(
            call.call_id,
            key=written.idempotency_key,
            tags=[f"profile:{call.profile_id}", f"priority:{call.priority}"],
        )
        if was_there_before(written, run):
            await self._pass_over(written, run)
            return False
        return True

    async def _pass_over(self, call: Call, run: Run) -> None:
        """This attempt had a run already, before the record was rebuilt: take the next attempt."""
        now = self._clock()
        over = cancelled(call, now) if run.state.is_cancel else passed_over(call, now)
        await self._calls.apply(over)

    async def _previous(self, call: Call, keyed: Run | None) -> Run | None:
        if call.run_id is None or (keyed is not None and keyed.id == call.run_id):
            return None
        return await self._flow_runs.get(call.run_id)

    async def _free(self, census: Census) -> tuple[int, int]:
        """Return free places and all places, over workers that tell or by CALLINSIGHT_CAPACITY."""
        dispatched_now = await self._calls.count_dispatched(self._clock())
        workers = [beat for beat in census.alive if beat.limit is not None]
        if workers:
            total = sum(beat.limit or 0 for beat in workers)
            used = sum(beat.running for beat in workers)
        else:
            pooled = {beat.process_id for beat in census.alive if not beat.adhoc}
            total = self._capacity
            used = sum(owned.owner in pooled for owned in census.owned)
        unclaimed_left = UNCLAIMED_PER_WORKER * max(len(workers), 1) - dispatched_now
        return max(0, min(total - used - dispatched_now, unclaimed_left)), total
