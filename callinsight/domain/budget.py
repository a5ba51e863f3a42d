"""Budgets: how much may be paid on one day in UTC, for all calls and for those of a profile."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from typing import NamedTuple

from pydantic import Field

from callinsight.domain.ledger import Account, Spending
from callinsight.domain.model import Stored

ALL = "*"  # no profile has this name
WAITS = "budget"  # the status_reason of a call that waits for the next day


class Budgets(Stored):
    """What the settings allow a deployment to pay a day; None is no limit."""

    usd_per_day: float | None = None
    usd_per_day_of: dict[str, float] = Field({}, description="by profile")

    def limits(self, set_by_people: Iterable["BudgetLimit"] = ()) -> dict[str, float]:
        """Return every limit by what it is about; one that a person has set goes before a setting."""
        limits = {} if self.usd_per_day is None else {ALL: self.usd_per_day}
        return {
            **limits,
            **self.usd_per_day_of,
            **{limit.scope: limit.usd_per_day for limit in set_by_people},
        }


class BudgetLimit(Stored):
    """A limit that a person has set while the deployment runs."""

    scope: str = Field(description="a profile, or `*` for all calls")
    usd_per_day: float
    author: str
    at: datetime


class Reservation(Stored):
    """What one request may cost, held until it is known what it did cost."""

    call_id: str
    fingerprint: str
    attempt: int = 1
    day: date
    usd: float
    scopes: tuple[str, ...] = Field((), description="the budgets it is held in")

    @property
    def id(self) -> str:
        """Name the request: who reserves for it again names the same one."""
        return f"{self.call_id}#{self.fingerprint}#{self.attempt}"


class Taken(NamedTuple):
    """What one day has taken of a budget, in USD."""

    usd: float = 0.0  # spent, or held for requests on their way
    spent: float = 0.0


class Room(Enum):
    """Whether budgets have room for a request."""

    FREE = auto()
    HELD = auto()  # it is held for requests on their way; some of it may come back in a moment
    NONE = auto()


def room_for(usd: float, taken: Mapping[str, Taken], limits: Mapping[str, float]) -> Room:
    """Return what room the budgets have for so much more; a budget nobody used is empty."""
    day = {scope: taken.get(scope, Taken()) for scope in limits}
    if all(day[scope].usd + usd <= limit for scope, limit in limits.items()):
        return Room.FREE
    is_spent = any(day[scope].spent + usd > limit for scope, limit in limits.items())
    return Room.NONE if is_spent else Room.HELD


def spent_of(scope: str, sums: Mapping[Account, Spending]) -> float:
    """Return what a day has cost, in USD, for those whom a budget is about."""
    return sum(spent.usd for account, spent in sums.items() if scope in {ALL, account.profile_id})


def next_day(now: datetime) -> datetime:
    """Return when the budgets of the next day begin."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC)


def most_tokens(text: str) -> int:
    """Return how many tokens a text may have: each has a byte at least.

    Words have fewer, digits and letters that are read out one by one, marks and emojis do not. Too
    much is held for a moment; too little would let a day cost more than its budget.
    """
    return len(text.encode(errors="surrogatepass"))
