"""Calls with a flow run that nobody has begun yet."""

from datetime import datetime

from callinsight.domain.call import Priority
from callinsight.domain.capacity import Unclaimed
from callinsight.ports.calls import CallStore


class OnTheirWay:
    """Counts them by lane; each call's record is read once, not once a tick.

    The index that lists them does not hold their priority.
    """

    def __init__(self, calls: CallStore) -> None:
        self._calls = calls
        self._priorities: dict[str, Priority] = {}

    async def count(self, now: datetime) -> Unclaimed:
        """Return how many there are now."""
        listed = await self._calls.list_dispatched(now)
        self._priorities = {
            call_id: self._priorities.get(call_id) or await self._priority_of(call_id)
            for call_id in listed
        }
        lanes = list(self._priorities.values())
        return Unclaimed(live=lanes.count("live"), backfill=lanes.count("backfill"))

    def note(self, call_id: str, priority: Priority) -> None:
        """Take in a call that is being dispatched: it needs no reading then."""
        self._priorities[call_id] = priority

    async def _priority_of(self, call_id: str) -> Priority:
        """Read a call that another dispatcher sent on its way, or this one in a former life."""
        try:
            call = await self._calls.get(call_id)
        except ValueError:  # a record that a newer version wrote takes a place all the same
            call = None
        return call.priority if call is not None else "live"
