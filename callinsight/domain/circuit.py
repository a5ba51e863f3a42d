"""The circuit breaker of one provider: after failures in a row nobody asks it for a while.

Moments are seconds of a monotonic clock, and every method is told the present one.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

FAILURES_IN_A_ROW = 5
RETURN_GAP_SECONDS = 0.25


@dataclass(frozen=True)
class Pauses:
    """How long nobody asks, in seconds: doubled each time the provider fails again."""

    first: float
    longest: float


OUTAGE = Pauses(first=30.0, longest=900.0)
ACCOUNT = Pauses(first=300.0, longest=3600.0)


class Admission(Enum):
    """What a request may do now."""

    GO = auto()
    WAIT = auto()  # for the one request that finds out whether the provider is back
    STAY_AWAY = auto()


@dataclass(frozen=True)
class Permit:
    """Lets one request leave; its outcome counts only in the period it was given in."""

    period: int


NO_PERMIT = Permit(-1)


class Circuit:
    """Closed while the provider answers; open for a pause; then one probe decides."""

    def __init__(self, jitter: Callable[[], float] = random.random) -> None:
        self._jitter = jitter
        self._period = 0
        self._failures = 0
        self._pause = 0.0
        self._until = 0.0
        self._last_return = 0.0
        self._probe: Permit | None = None
        self.reason: str | None = None
        self.open_since: float | None = None

    def admission(self, now: float) -> Admission:
        """Say what the next request may do."""
        if self.reason is None:
            return Admission.GO
        if self._probe is not None:
            return Admission.WAIT
        return Admission.GO if now >= self._until else Admission.STAY_AWAY

    def enter(self) -> Permit:
        """Let a request through that may go; behind an open circuit it is the probe."""
        permit = Permit(self._period)
        if self.reason is not None:
            self._probe = permit
        return permit

    def answered(self, permit: Permit) -> bool:
        """Note that the provider works; return whether that closed the circuit.

        What was sent before the circuit opened tells nothing of now.
        """
        if permit.period != self._period:
            return False
        was_open = self.reason is not None
        self._failures = 0
        self.reason = self.open_since = self._probe = None
        return was_open

    def left(self, permit: Permit) -> None:
        """Note that a request ended without news of the provider; another one may probe."""
        if self._probe is permit:
            self._probe = None

    def failed(self, permit: Permit, now: float, retry_after: float | None = None) -> None:
        """Note an outage-like failure; a probe's, or enough of them in a row, open the circuit."""
        if permit.period != self._period:
            return
        self._failures += 1
        if self._probe is permit or self._failures >= FAILURES_IN_A_ROW:
            self._open("provider_unavailable", OUTAGE, now, retry_after or 0.0)

    def refused(self, permit: Permit, now: float, reason: str) -> bool:
        """Note that the provider refuses our account; return whether that is news."""
        news = self.reason != reason and permit.period == self._period
        if news or self._probe is permit:
            self._open(reason, ACCOUNT, now, 0.0)
        return news

    def return_at(self, earliest: float) -> float:
        """Return the moment at which the next call that was sent away comes back.

        Each moment is later than the one before, by a random bit: no herd, and the order is kept.
        """
        start = max(self._last_return, self._until, earliest)
        self._last_return = start + RETURN_GAP_SECONDS * (0.5 + self._jitter())
        return self._last_return

    def _open(self, reason: str, pauses: Pauses, now: float, at_least: float) -> None:
        again = self.reason == reason
        self._pause = min(2 * self._pause, pauses.longest) if again else pauses.first
        asked = min(at_least, pauses.longest)
        self._until = now + max(self._pause, asked) * (1 + 0.2 * self._jitter())
        self.open_since = now if self.open_since is None else self.open_since
        self.reason, self._probe = reason, None
        self._failures = 0
        self._period += 1
        self._last_return = 0.0
