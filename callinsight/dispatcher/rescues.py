"""Calls whose execution died: taken back, so that another one goes on where it stopped."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from callinsight.clock import Clock
from callinsight.dispatcher.one_call import OneCall
from callinsight.dispatcher.side_by_side import side_by_side
from callinsight.domain.call import Call
from callinsight.domain.dispatch import (
    LOOK_AT_PAUSED,
    Move,
    Run,
    cancelled,
    given_up,
    look_later,
    move_for_abandoned,
    rescued,
    taken_from_draining,
)
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.liveness import Heartbeat, Liveness
from callinsight.ports.calls import CallStore, OwnedCall
from callinsight.ports.flow_runs import FlowRuns
from callinsight.ports.operations import HeartbeatStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Census:
    """Who lives and who owns what, as of one look."""

    owned: Sequence[OwnedCall]
    alive: Sequence[Heartbeat]
    gone: Sequence[str] = ()

    @property
    def executing(self) -> frozenset[str | None]:
        """The flow runs that live processes are executing."""
        living = {beat.process_id for beat in self.alive}
        return frozenset(call.run_id for call in self.owned if call.owner in living)


class Rescues:
    """Compares the owners of calls with the heartbeats of processes."""

    def __init__(
        self,
        calls: CallStore,
        heartbeats: HeartbeatStore,
        flow_runs: FlowRuns,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = calls
        self._heartbeats = heartbeats
        self._flow_runs = flow_runs
        self._clock = clock
        self._monotonic = monotonic
        self._liveness = Liveness()
        self._one_call = OneCall(calls, clock)

    async def take_census(self) -> Census:
        """Read owners, then heartbeats: a process writes its heartbeat before it owns anything."""
        owned = await self._calls.list_owned()
        beats = await self._heartbeats.list_heartbeats()
        moment = self._monotonic()
        self._liveness.observe(beats, moment)
        return Census(
            owned=owned, alive=self._liveness.alive(moment), gone=self._liveness.gone(moment)
        )

    async def run(self) -> Census:
        """Rescue the calls of dead processes and take those of draining ones.

        Who is dead was decided by the census: a long round must not make the living look silent.
        Eight calls at a time, because new calls wait for the round to end.
        """
        census = await self.take_census()
        living = {beat.process_id: beat for beat in census.alive}
        by_call = {owned.call_id: owned for owned in census.owned}

        async def look(call_id: str) -> bool:
            owned = by_call[call_id]
            beat = living.get(owned.owner)
            if beat is None:
                return await self._one_call.at_a_time(call_id, partial(self._rescue, owned))
            if beat.draining_until is not None:
                return await self._one_call.at_a_time(call_id, partial(self._take, owned, beat))
            return False

        await side_by_side(list(by_call), look)
        await self._forget_the_gone(census)
        return census

    async def abandoned(self, call: Call) -> None:
        """Take a running call from an execution that is dead, or past its deadline. [deadline]"""
        move = move_for_abandoned(call, await self._previous(call))
        now = self._clock()
        if move is Move.CANCEL:
            await self._calls.apply(cancelled(call, now, str(call.run_id)))
        elif move is Move.GIVE_UP:
            await self._calls.apply(given_up(call, now))
        elif move is Move.RESCUE:
            _log.warning("Call %s is rescued from %s.", call.call_id, call.owner)
            await self._calls.apply(rescued(call, now))
        elif call.due_at is not None and call.due_at <= now:
            await self._calls.apply(look_later(call, now, LOOK_AT_PAUSED))

    async def _rescue(self, owned: OwnedCall) -> None:
        call = await self._calls.get(owned.call_id)
        if call is not None and call.is_running and call.owner == owned.owner:
            await self.abandoned(call)

    async def _take(self, owned: OwnedCall, beat: Heartbeat) -> None:
        call = await self._calls.get(owned.call_id)
        if call is None or not call.is_running or call.owner != owned.owner:
            return
        now = self._clock()
        passed = beat.draining_until is not None and now > beat.draining_until
        if call.request_open is None or passed:
            await self._calls.apply(taken_from_draining(call, now, deadline_passed=passed))

    async def _previous(self, call: Call) -> Run | None:
        """The run that has the call; with Prefect away the heartbeats alone decide."""
        if call.run_id is None:
            return None
        try:
            return await self._flow_runs.get(call.run_id)
        except ServiceUnavailableError:
            return None

    async def _forget_the_gone(self, census: Census) -> None:
        owners = {owned.owner for owned in census.owned}
        for process_id in census.gone:
            if process_id not in owners:
                await asyncio.to_thread(self._heartbeats.remove, process_id)
