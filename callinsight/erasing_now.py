"""An erasure that somebody waits for: asked for, and taken as far as it can go now."""

from callinsight.audit import Audit
from callinsight.changes import Changes
from callinsight.clock import Clock
from callinsight.domain.access import Actor
from callinsight.domain.call import Call
from callinsight.domain.call_id import is_call_id
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.erasing import Erasing
from callinsight.ports.calls import CallStore


class ErasingNow:
    """Goes the way of the dispatcher, which may do the same at the same time."""

    def __init__(
        self, calls: CallStore, changes: Changes, erasing: Erasing, audit: Audit, clock: Clock
    ) -> None:
        self._calls = calls
        self._changes = changes
        self._erasing = erasing
        self._audit = audit
        self._clock = clock

    async def advance(self, call_id: str, by: Actor) -> Call:
        """Ask for the erasure unless somebody did, take the step that is due; return the tombstone.

        Again goes on where it was. Raises `CallNotFoundError` for a call that never was, and
        `CallHeldError` for one that must be kept.
        """
        call = await self._tombstone_of(call_id)
        if call is None:
            await self._changes.erase(call_id)
            await self._audit.note(by, "call.erase", call_id)
            call = await self._tombstone_of(call_id)
        if call is not None and call.is_due(self._clock()):
            await self._erasing.go_on(call)
            call = await self._tombstone_of(call_id)
        if call is None:
            raise CallNotFoundError("There is no call with this id.")
        return call

    async def _tombstone_of(self, call_id: str) -> Call | None:
        call = await self._calls.get(call_id) if is_call_id(call_id) else None
        return call if call is not None and call.erased_at is not None else None
