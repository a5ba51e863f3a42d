"""Reserving before spending: a request that no budget has room for is not made."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from callinsight.domain.budget import ALL, Budgets, Reservation, Room, next_day
from callinsight.domain.errors.provider import BudgetHeldError, BudgetUsedUpError, PriceUnknownError
from callinsight.domain.ledger import Spending
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.ledger import Ledger
from callinsight.steps.insisting import insist


class Budgeting:
    """Holds the budgets of this deployment; without any it does nothing."""

    def __init__(self, budgets: Budgets, store: BudgetStore, ledger: Ledger) -> None:
        self._budgets = budgets
        self._store = store
        self._ledger = ledger
        self._open: set[tuple[date, str]] = set()

    async def reserve(
        self,
        call_id: str,
        fingerprint: str,
        attempt: int,
        *,
        profile_id: str,
        model: str,
        usd: float | None,
        now: datetime,
    ) -> None:
        """Hold what a request may cost at most.

        Raises `BudgetHeldError` if a budget has no room now, `BudgetUsedUpError` if it has none
        until the next day, and `PriceUnknownError` if nobody knows what the request costs.
        """
        limits = self._budgets.limits_for(profile_id)
        if not limits:
            return
        if usd is None:
            raise PriceUnknownError(f"There is no price of {model}, and the budget needs one.")
        wanted = Reservation(
            call_id=call_id,
            fingerprint=fingerprint,
            attempt=attempt,
            day=now.date(),
            usd=usd,
            scopes=tuple(limits),
        )
        for scope in limits:
            await self._opened(wanted.day, scope)
        room = await insist(partial(self._store.reserve, wanted, limits))
        if room is not Room.FREE:
            refusal = BudgetHeldError if room is Room.HELD else BudgetUsedUpError
            raise refusal(_why(usd, limits), due_at=next_day(now))

    async def settle(self, call_id: str, fingerprint: str, attempt: int, usd: float | None) -> None:
        """Put what was paid in the place of what was held; what is unknown stays held."""
        if usd is None or self._budgets == Budgets():
            return
        named = Reservation(
            call_id=call_id,
            fingerprint=fingerprint,
            attempt=attempt,
            day=date.min,
            usd=0.0,
            scopes=(),
        )
        await insist(partial(self._store.settle, named, usd))

    async def _opened(self, day: date, scope: str) -> None:
        """Count what the day had cost before its first reservation, as after a budget was set."""
        if (day, scope) in self._open:
            return
        sums = (await self._ledger.of_day(day)).items()
        spent = sum(
            (each for account, each in sums if scope in {ALL, account.profile_id}), Spending()
        )
        await self._store.open_day(day, scope, spent.usd)
        self._open = {opened for opened in self._open if opened[0] == day} | {(day, scope)}


def _why(usd: float, limits: Mapping[str, float]) -> str:
    if usd > min(limits.values()):
        return f"The request may cost {usd:.4f} USD, more than its budget of a whole day."
    whose = "Today's budget" if len(limits) == 1 else "A budget of today"
    return f"{whose} has no room for the request."
