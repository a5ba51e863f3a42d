"""Today's budgets, and the calls that wait for those of tomorrow."""

from typing import NamedTuple

from callinsight.clock import Clock
from callinsight.domain.budget import ALL, WAITS, Budgets, Taken
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.calls import CallQuery, CallStore

_PAGE = 100


class BudgetShown(NamedTuple):
    """One budget: what it is about, its limit in USD, and what today has taken of it."""

    scope: str
    limit: float
    taken: Taken


class TodaysBudgets:
    """What people ask of budgets."""

    def __init__(
        self, budgets: Budgets, store: BudgetStore, calls: CallStore, clock: Clock
    ) -> None:
        self._budgets = budgets
        self._store = store
        self._calls = calls
        self._clock = clock

    async def shown(self) -> list[BudgetShown]:
        """Return every budget of today, that of all calls first."""
        taken = await self._store.taken(self._clock().date())
        limits = dict(sorted(self._budgets.usd_per_day_of.items()))
        if self._budgets.usd_per_day is not None:
            limits = {ALL: self._budgets.usd_per_day, **limits}
        return [
            BudgetShown(scope, limit, taken.get(scope, Taken())) for scope, limit in limits.items()
        ]

    async def resume(self) -> int:
        """Let every call that waits for a budget be tried now; return how many."""
        resumed, cursor = 0, None
        while True:
            page = await self._calls.list_calls(
                CallQuery(status=Status.QUEUED, limit=_PAGE, cursor=cursor)
            )
            for call in page.calls:
                if call.status_reason == WAITS:
                    write = change(call, self._clock(), expect=("due_at",), due_at=self._clock())
                    resumed += await self._calls.apply(write) is not None
            cursor = page.cursor
            if cursor is None:
                return resumed
