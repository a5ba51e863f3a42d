"""Where the budgets of each day are held."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from callinsight.domain.budget import BudgetLimit, Reservation, Room, Taken


class BudgetStore(Protocol):
    """Holds what each day took of each budget, and the limits that people have set."""

    async def open_day(self, day: date, scope: str, spent: float) -> None:
        """Let a budget have taken at least what the day had cost before; nothing is ever lowered."""
        ...

    async def reserve(self, wanted: Reservation, limits: Mapping[str, float]) -> Room:
        """Hold an amount in all its budgets if all have room, else in none; return what room there was.

        A request that holds something already holds it once a day: what nobody settled stays with
        its own day, and the next one has to have room for it, too. Raises `ServiceUnavailableError`
        where two writers met: ask again.
        """
        ...

    async def settle(self, wanted: Reservation, usd: float) -> None:
        """Put what was paid in the place of what is held for a request; nothing held, nothing done."""
        ...

    async def taken(self, day: date) -> Mapping[str, Taken]:
        """Return what a day has taken, by budget."""
        ...

    async def forget(self, call_id: str) -> None:
        """Forget which requests of a call hold something; the sums stay."""
        ...

    async def limits(self) -> Sequence[BudgetLimit]:
        """Return the limits that people have set, by scope."""
        ...

    async def set_limit(self, limit: BudgetLimit) -> None:
        """Keep a limit in the place of the one before it."""
        ...

    async def drop_limit(self, scope: str) -> None:
        """Forget the limit of a scope, if there is one."""
        ...
