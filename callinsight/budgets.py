"""Today's budgets: shown, set, and the calls that wait for those of tomorrow."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from callinsight.clock import Clock
from callinsight.domain.budget import ALL, WAITS, BudgetLimit, Budgets, Taken, spent_of
from callinsight.domain.errors.profile import ProfileNotFoundError
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.ledger import Ledger
from callinsight.ports.profiles import ProfileStore

_PAGE = 100


class TodaysBudget(NamedTuple):
    """One budget: its limit in USD, what today has taken of it, and who set it, if not a setting."""

    scope: str
    limit: float
    taken: Taken
    set_by: BudgetLimit | None

    @property
    def left(self) -> float:
        """What may still be reserved."""
        return max(0.0, self.limit - self.taken.usd)

    @property
    def held(self) -> float:
        """What is reserved for requests on their way."""
        return max(0.0, self.taken.usd - self.taken.spent)


class TodaysBudgets:
    """What people ask of budgets."""

    def __init__(
        self,
        budgets: Budgets,
        store: BudgetStore,
        ledger: Ledger,
        calls: CallStore,
        profiles: ProfileStore,
        clock: Clock,
    ) -> None:
        self._budgets = budgets
        self._store = store
        self._ledger = ledger
        self._calls = calls
        self._profiles = profiles
        self._clock = clock

    async def shown(self) -> tuple[date, Sequence[TodaysBudget]]:
        """Return today's date in UTC and every budget, that of all calls first."""
        today = self._clock().date()
        taken, limits, sums = await asyncio.gather(
            self._store.taken(today), self._store.limits(), self._ledger.of_day(today)
        )
        by_people = {limit.scope: limit for limit in limits}
        return today, [
            TodaysBudget(
                scope, usd, _at_least(taken.get(scope), spent_of(scope, sums)), by_people.get(scope)
            )
            for scope, usd in sorted(
                self._budgets.limits(limits).items(), key=lambda item: (item[0] != ALL, item[0])
            )
        ]

    async def set(self, profile_id: str | None, usd_per_day: float, *, by: str) -> None:
        """Limit what is paid a day for a profile, or for all calls, from now on.

        Workers follow within a minute, and at once where a request has no room. Raises
        `ProfileNotFoundError`.
        """
        if profile_id is not None and await self._profiles.current(profile_id) is None:
            raise ProfileNotFoundError("There is no profile with this id.")
        limit = BudgetLimit(
            scope=profile_id or ALL, usd_per_day=usd_per_day, author=by, at=self._clock()
        )
        await self._store.set_limit(limit)

    async def drop(self, profile_id: str | None) -> None:
        """Let the setting count again, or nothing if there is none."""
        await self._store.drop_limit(profile_id or ALL)

    async def resume(self) -> int:
        """Let every call that waits for a budget be tried now; return how many."""
        resumed, cursor = 0, None
        while True:
            page = await self._calls.list_calls(
                CallQuery(status=Status.QUEUED, limit=_PAGE, cursor=cursor)
            )
            waiting = [call for call in page.calls if call.status_reason == WAITS]
            resumed += sum(await asyncio.gather(*(self._resumed(c.call_id) for c in waiting)))
            cursor = page.cursor
            if cursor is None:
                return resumed

    async def _resumed(self, call_id: str) -> bool:
        call = await self._calls.get(call_id)  # a list does not tell when it is due
        if call is None or call.status_reason != WAITS:
            return False
        write = change(call, self._clock(), expect=("due_at",), due_at=self._clock())
        return await self._calls.apply(write) is not None


def _at_least(taken: Taken | None, spent: float) -> Taken:
    """Count what the ledger knows, where nobody has reserved anything since the limit was set."""
    known = taken or Taken()
    return Taken(max(known.usd, spent), max(known.spent, spent))
