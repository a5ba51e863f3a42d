"""Budgets: how much may be paid on one day in UTC, for all calls and for those of a profile."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field

from callinsight.domain.model import Stored

ALL = "*"  # no profile has this name
WAITS = "budget"  # the status_reason of a call that waits for the next day
# Fewer than languages have, so that too much is reserved, not too little: a character of Chinese is
# about a token, and has three bytes.
_BYTES_OF_A_TOKEN = 3
_TOKENS_OF_AN_ANSWER = 2_000


class Budgets(Stored):
    """What a deployment may pay a day; None is no limit."""

    usd_per_day: float | None = None
    usd_per_day_of: dict[str, float] = Field({}, description="by profile")

    def limits_for(self, profile_id: str) -> dict[str, float]:
        """Return the limits that a request for this profile has to keep, by what they are about."""
        limits = {} if self.usd_per_day is None else {ALL: self.usd_per_day}
        own = self.usd_per_day_of.get(profile_id)
        return limits if own is None else {**limits, profile_id: own}


class Reservation(Stored):
    """What one request may cost, held until it is known what it did cost."""

    call_id: str
    fingerprint: str
    attempt: int = 1
    day: date
    usd: float
    scopes: tuple[str, ...] = Field(description="the budgets it is held in")

    @property
    def id(self) -> str:
        """Name the request: who reserves for it again names the same one."""
        return f"{self.call_id}#{self.fingerprint}#{self.attempt}"


def exceeded(held: Mapping[str, float], limits: Mapping[str, float], usd: float) -> list[str]:
    """Return the budgets that have no room for so much more."""
    return [scope for scope, limit in limits.items() if held.get(scope, 0.0) + usd > limit]


def next_day(now: datetime) -> datetime:
    """Return when the budgets of the next day begin."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC)


def most_tokens(text: str, max_output_tokens: int | None) -> tuple[int, int]:
    """Return how many tokens the text of a question, and its answer, may have."""
    size = len(text.encode(errors="replace"))
    return -(-size // _BYTES_OF_A_TOKEN), max_output_tokens or _TOKENS_OF_AN_ANSWER
