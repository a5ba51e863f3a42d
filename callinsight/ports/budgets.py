"""Where the budgets of each day are held."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from callinsight.domain.budget import Reservation


class BudgetStore(Protocol):
    """Holds what is reserved and what is spent of each budget and day, in one sum."""

    async def open_day(self, day: date, scope: str, spent: float) -> None:
        """Let the sum of a budget be at least what the day had cost before; it is never lowered."""
        ...

    async def reserve(self, wanted: Reservation, limits: Mapping[str, float]) -> bool:
        """Hold an amount in all its budgets, or in none; return whether it is held.

        A request that holds something already holds it once a day: what nobody settled stays with
        its own day, and the next one has to have room for it, too. Raises `ServiceUnavailableError`
        where two writers met: ask again.
        """
        ...

    async def settle(self, wanted: Reservation, usd: float) -> None:
        """Put what was paid in the place of what is held for a request; nothing held, nothing done."""
        ...

    async def held(self, day: date) -> Mapping[str, float]:
        """Return what is spent and reserved on a day, by budget."""
        ...

    async def forget(self, call_id: str) -> None:
        """Forget which requests of a call hold something; the sums stay."""
        ...
