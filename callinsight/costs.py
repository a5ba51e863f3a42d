"""What was paid to providers: sums of the ledger over days."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Literal, get_args

from callinsight.domain.errors.costs import DaysInvalidError
from callinsight.domain.ledger import Account, Spending, spending_by
from callinsight.domain.model import Stored
from callinsight.ports.ledger import Ledger

By = Literal["day", "profile", "version", "step", "provider", "model"]
MOST_DAYS = 366
_AT_ONCE = 8

_NAMES: Mapping[By, Callable[[Account], str]] = {
    "day": lambda account: account.day.isoformat(),
    "profile": lambda account: account.profile_id,
    "version": lambda account: f"{account.profile_id}@{account.profile_version}",
    "step": lambda account: account.step,
    "provider": lambda account: account.provider,
    "model": lambda account: account.model,
}


class CostReport(Stored):
    """What some days cost, both of them included; each list of sums adds up to the total."""

    first: date
    last: date
    total: Spending
    by: dict[By, dict[str, Spending]]


class Costs:
    """Reads the ledger's sums; a day is a few items, however many requests it had."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def report(self, first: date, last: date) -> CostReport:
        """Return what the days from `first` to `last` in UTC cost.

        Raises `DaysInvalidError` if they are none, or more than a year.
        """
        days = (last - first).days + 1
        if not 1 <= days <= MOST_DAYS:
            raise DaysInvalidError(f"From {first} to {last} is no range of 1 to {MOST_DAYS} days.")
        slots = asyncio.Semaphore(_AT_ONCE)

        async def of_day(day: date) -> Mapping[Account, Spending]:
            async with slots:
                return await self._ledger.of_day(day)

        sums = await asyncio.gather(*(of_day(first + timedelta(days=at)) for at in range(days)))
        found = list(chain.from_iterable(each.items() for each in sums))
        return CostReport(
            first=first,
            last=last,
            total=sum((spent for _, spent in found), Spending()),
            by={by: _sorted(spending_by(found, _NAMES[by]), by) for by in get_args(By)},
        )


def _sorted(sums: Mapping[str, Spending], by: By) -> dict[str, Spending]:
    """Return days in their order, all else with what cost most first."""
    if by == "day":
        return dict(sorted(sums.items()))
    return dict(sorted(sums.items(), key=lambda item: (-item[1].usd, item[0])))
