"""Reserving before spending: a request that no budget has room for is not made."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from callinsight.domain.budget import Reservation, Room, next_day, spent_of
from callinsight.domain.errors.provider import BudgetHeldError, BudgetUsedUpError, PriceUnknownError
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.ledger import Ledger
from callinsight.steps.budget_limits import BudgetLimits
from callinsight.steps.insisting import insist


class Budgeting:
    """Holds the budgets of this deployment; without any it does nothing."""

    def __init__(self, limits: BudgetLimits, store: BudgetStore, ledger: Ledger) -> None:
        self._limits = limits
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
        limits = await self._limits.of(profile_id, anew=usd is None)
        if not limits:
            return
        if usd is None:
            raise PriceUnknownError(
                f"Nobody knows what a request like this to {model} costs, and the budget must."
            )
        wanted = Reservation(
            call_id=call_id, fingerprint=fingerprint, attempt=attempt, day=now.date(), usd=usd
        )
        room = await self._reserved(wanted, limits)
        if room is not Room.FREE and limits != (
            limits := await self._limits.of(profile_id, anew=True)
        ):
            room = await self._reserved(wanted, limits)
        if room is not Room.FREE:
            refusal = BudgetHeldError if room is Room.HELD else BudgetUsedUpError
            raise refusal(_why(usd, limits), due_at=next_day(now))

    async def _reserved(self, wanted: Reservation, limits: Mapping[str, float]) -> Room:
        for scope in limits:
            await self._opened(wanted.day, scope)
        wanted = wanted.model_copy(update={"scopes": tuple(limits)})
        return await insist(partial(self._store.reserve, wanted, limits))

    async def settle(self, call_id: str, fingerprint: str, attempt: int, usd: float | None) -> None:
        """Put what was paid in the place of what was held; what is unknown stays held."""
        if usd is None or not await self._limits.were_any():
            return
        named = Reservation(
            call_id=call_id,
            fingerprint=fingerprint,
            attempt=attempt,
            day=date.min,
            usd=0.0,
        )
        await insist(partial(self._store.settle, named, usd))

    async def _opened(self, day: date, scope: str) -> None:
        """Count what the day had cost before its first reservation, as after a budget was set."""
        if (day, scope) in self._open:
            return
        spent = spent_of(scope, await self._ledger.of_day(day))
        await self._store.open_day(day, scope, spent)
        self._open = {opened for opened in self._open if opened[0] == day} | {(day, scope)}


def _why(usd: float, limits: Mapping[str, float]) -> str:
    if usd > min(limits.values()):
        return f"The request may cost {usd:.4f} USD, more than its budget of a whole day."
    whose = "Today's budget" if len(limits) == 1 else "A budget of today"
    return f"{whose} has no room for the request."
