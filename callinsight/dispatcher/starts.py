"""Queued calls that are due: a flow run each, while there is capacity."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from callinsight.clock import Clock
from callinsight.dispatcher.on_their_way import OnTheirWay
from callinsight.dispatcher.one_call import OneCall
from callinsight.dispatcher.rescues import Census
from callinsight.dispatcher.side_by_side import side_by_side
from callinsight.domain.call import Call, Priority
from callinsight.domain.capacity import Capacity
from callinsight.domain.dispatch import (
    LOOK_AGAIN,
    LOOK_AT_PAUSED,
    Move,
    Run,
    RunState,
    cancelled,
    dispatched,
    given_up,
    look_later,
    move_for_queued,
    passed_over,
    queued_again,
    was_there_before,
)
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.ports.calls import CallStore
from callinsight.ports.flow_runs import FlowRuns

_log = logging.getLogger(__name__)

SPARE = 10  # calls that cannot start must not keep the last free places from those that can


class Starts:
    """Starts flow runs for calls; two of these at once start each call once."""

    def __init__(
        self, calls: CallStore, flow_runs: FlowRuns, clock: Clock, *, capacity: int
    ) -> None:
        self._calls = calls
        self._flow_runs = flow_runs
        self._clock = clock
        self._capacity = capacity
        self._one_call = OneCall(calls, clock)
        self._on_their_way = OnTheirWay(calls)

    async def run(self, census: Census) -> int:
        """Start due calls, live ones first; return how many flow runs were created.

        However many calls wait, only as many are looked at as may start, and none is while no
        worker has a free place.
        """
        capacity = self._capacity_now(census)
        if capacity.free <= 0:
            return 0
        unclaimed = await self._on_their_way.count(self._clock())
        free = capacity.for_live(unclaimed)
        live = await self._due("live", free)
        backfill = await self._due("backfill", capacity.for_backfill(unclaimed))
        if live or backfill:
            await self._flow_runs.check()
        started = await self._start_due("live", live, free)
        unclaimed = replace(unclaimed, live=unclaimed.live + started)
        return started + await self._start_due(
            "backfill", backfill, capacity.for_backfill(unclaimed)
        )

    async def unclaimed(self, call: Call) -> None:
        """Look at a dispatched call that nobody began in time; with Prefect away, look later."""
        try:
            keyed = await self._flow_runs.find(call.idempotency_key)
            previous = await self._previous(call, keyed)
        except ServiceUnavailableError:
            await self._calls.apply(look_later(call, self._clock()))
            return
        await self._move(call, keyed, previous)

    async def _due(self, lane: Priority, free: int) -> Sequence[str]:
        if free <= 0:
            return ()
        return await self._calls.list_due(lane, self._clock(), free + SPARE)

    async def _start_due(self, lane: Priority, due: Sequence[str], free: int) -> int:
        async def start(call_id: str) -> bool:
            return await self._one_call.at_a_time(
                call_id, partial(self._consider, call_id, lane), but_not=(ServiceUnavailableError,)
            )

        return await side_by_side(due, start, wanted=free)

    async def _consider(self, call_id: str, lane: Priority) -> bool:
        """Start a call if it is still due; it may have been parked or begun since it was listed."""
        call = await self._calls.get(call_id)
        if call is None or call.lane != lane or not call.is_due(self._clock()):
            return False
        return await self._move(call, None, await self._previous(call, None))

    async def _move(self, call: Call, keyed: Run | None, previous: Run | None) -> bool:
        now = self._clock()
        move = move_for_queued(call, now, keyed, previous)
        if move is Move.START:
            return await self._start(call)
        if move is Move.QUEUE_AGAIN:
            _log.warning("Nobody began call %s; it gets another flow run.", call.call_id)
            await self._calls.apply(queued_again(call, now, keyed))
        elif move is Move.CANCEL:
            await self._cancel(call, keyed, previous)
        elif move is Move.GIVE_UP:
            await self._calls.apply(given_up(call, now))
        else:
            waits = any(r is not None and r.state.waits_for_a_person for r in (keyed, previous))
            wait = LOOK_AT_PAUSED if waits else LOOK_AGAIN
            await self._calls.apply(look_later(call, now, wait))
        return False

    async def _cancel(self, call: Call, keyed: Run | None, previous: Run | None) -> None:
        """End a call whose run was cancelled; a successor that nobody began must not begin now."""
        run = next(r for r in (keyed, previous) if r is not None and r.state.is_cancel)
        written = await self._calls.apply(cancelled(call, self._clock(), run.id))
        if written is not None and keyed is not None and not keyed.state.is_cancel:
            await self._flow_runs.correct(keyed.id, RunState.CANCELLED, "The call was cancelled.")

    async def _start(self, call: Call) -> bool:
        """Write first, create second: a crash in between costs time, never a second run."""
        written = await self._calls.apply(dispatched(call, self._clock()))
        if written is None:
            return False
        self._on_their_way.note(call.call_id, call.priority)
        run = await self._flow_runs.start(
            call.call_id,
            key=written.idempotency_key,
            lane=call.priority,
            tags=[f"profile:{call.profile_id}", f"priority:{call.priority}"],
        )
        if was_there_before(written, run):
            await self._pass_over(written, run)
            return False
        return True

    async def _pass_over(self, call: Call, run: Run) -> None:
        """This attempt had a run already, before the record was rebuilt: take the next attempt."""
        now = self._clock()
        over = cancelled(call, now, run.id) if run.state.is_cancel else passed_over(call, now)
        await self._calls.apply(over)

    async def _previous(self, call: Call, keyed: Run | None) -> Run | None:
        if call.run_id is None or (keyed is not None and keyed.id == call.run_id):
            return None
        return await self._flow_runs.get(call.run_id)

    def _capacity_now(self, census: Census) -> Capacity:
        """Return what workers tell, or CALLINSIGHT_CAPACITY for a pool whose workers tell nothing."""
        workers = [beat for beat in census.alive if beat.limit is not None]
        if workers:
            return Capacity.told_by(workers)
        pooled = {beat.process_id for beat in census.alive if not beat.adhoc}
        used = sum(owned.owner in pooled for owned in census.owned)
        return Capacity(total=self._capacity, free=self._capacity - used)
