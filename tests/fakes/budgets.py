"""Budgets in memory."""

from collections.abc import Mapping, Sequence
from datetime import date

from callinsight.domain.budget import BudgetLimit, Reservation, Room, Taken, room_for


class FakeBudgetStore:
    """Sums by day and budget, and what each request holds."""

    def __init__(self) -> None:
        self.sums: dict[tuple[date, str], Taken] = {}
        self.reservations: dict[str, Reservation] = {}
        self.set_limits: dict[str, BudgetLimit] = {}

    async def open_day(self, day: date, scope: str, spent: float) -> None:
        if spent > self.sums.get((day, scope), Taken(-1.0)).usd:
            self.sums[day, scope] = Taken(spent, spent)

    async def reserve(self, wanted: Reservation, limits: Mapping[str, float]) -> Room:
        before = self.reservations.get(wanted.id)
        if before is not None and before.day >= wanted.day:
            return Room.FREE
        room = room_for(wanted.usd, await self.taken(wanted.day), limits)
        if room is not Room.FREE:
            return room
        self.reservations[wanted.id] = wanted
        self._add(wanted, wanted.usd)
        return room

    async def settle(self, wanted: Reservation, usd: float) -> None:
        held = self.reservations.pop(wanted.id, None)
        if held is not None:
            self._add(held, usd - held.usd, spent=usd)

    async def taken(self, day: date) -> Mapping[str, Taken]:
        return {scope: taken for (on, scope), taken in self.sums.items() if on == day}

    async def forget(self, call_id: str) -> None:
        for name in [name for name, held in self.reservations.items() if held.call_id == call_id]:
            del self.reservations[name]

    async def limits(self) -> Sequence[BudgetLimit]:
        return [limit for _, limit in sorted(self.set_limits.items())]

    async def set_limit(self, limit: BudgetLimit) -> None:
        self.set_limits[limit.scope] = limit

    async def drop_limit(self, scope: str) -> None:
        self.set_limits.pop(scope, None)

    def _add(self, held: Reservation, usd: float, spent: float = 0.0) -> None:
        for scope in held.scopes:
            before = self.sums.get((held.day, scope), Taken())
            self.sums[held.day, scope] = Taken(before.usd + usd, before.spent + spent)
