"""Budgets in memory."""

from collections.abc import Mapping
from datetime import date

from callinsight.domain.budget import Reservation, exceeded


class FakeBudgetStore:
    """Sums by day and budget, and what each request holds."""

    def __init__(self) -> None:
        self.sums: dict[tuple[date, str], float] = {}
        self.reservations: dict[str, Reservation] = {}

    async def open_day(self, day: date, scope: str, spent: float) -> None:
        self.sums[day, scope] = max(self.sums.get((day, scope), 0.0), spent)

    async def reserve(self, wanted: Reservation, limits: Mapping[str, float]) -> bool:
        before = self.reservations.get(wanted.id)
        if before is not None and before.day >= wanted.day:
            return True
        if exceeded(await self.held(wanted.day), limits, wanted.usd):
            return False
        self.reservations[wanted.id] = wanted
        self._add(wanted, wanted.usd)
        return True

    async def settle(self, wanted: Reservation, usd: float) -> None:
        held = self.reservations.pop(wanted.id, None)
        if held is not None:
            self._add(held, usd - held.usd)

    async def held(self, day: date) -> Mapping[str, float]:
        return {scope: usd for (on, scope), usd in self.sums.items() if on == day}

    async def forget(self, call_id: str) -> None:
        for name in [name for name, held in self.reservations.items() if held.call_id == call_id]:
            del self.reservations[name]

    def _add(self, held: Reservation, usd: float) -> None:
        for scope in held.scopes:
            self.sums[held.day, scope] = self.sums.get((held.day, scope), 0.0) + usd
