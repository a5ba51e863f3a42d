"""Calls whose execution died: taken back, so that another one goes on where it stopped."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.dispatch import (
    Move,
    Run,
    cancelled,
    given_up,
    look_later,
    move_for_abandoned,
    rescued,
    taken_from_draining,
)
from callinsight.domain.errors import ServiceUnavailableError
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

    async def take_census(self) -> Census:
        """Read owners, then heartbeats: a process writes its heartbeat before it owns anything."""
        owned = await self._calls.list_owned()
        self._liveness.observe(await self._heartbeats.list_heartbeats(), self._monotonic())
        return Census(owned=owned, alive=self._liveness.alive(self._monotonic()))

    async def run(self) -> Census:
        """Rescue the calls of dead processes and take those of draining ones."""
        census = await self.take_census()
        draining = {beat.process_id: beat for beat in census.alive if beat.draining_until}
        for owned in census.owned:
            if self._liveness.is_gone(owned.owner, self._monotonic()):
                await self._rescue(owned)
            elif owned.owner in draining:
                await self._take(owned, draining[owned.owner])
        await self._forget_the_gone(census)
        return census

    async def abandoned(self, call: Call) -> None:
        """Take a running call from an execution that is dead, or past its deadline. [deadline]"""
        move = move_for_abandoned(call, await self._previous(call))
        now = self._clock()
        if move is Move.CANCEL:
            await self._calls.apply(cancelled(call, now))
        elif move is Move.GIVE_UP:
            await self._calls.apply(given_up(call, now))
        elif move is Move.RESCUE:
            _log.warning("Call %s is rescued from %s.", call.call_id, call.owner)
            await self._calls.apply(rescued(call, now))
        elif call.due_at is not None and call.due_at <= now:
            await self._calls.apply(look_later(call, now))

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
        for process_id in self._liveness.gone(self._monotonic()):
            if process_id not in owners:
                await asyncio.to_thread(self._heartbeats.remove, process_id)
