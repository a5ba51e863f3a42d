"""The circuit breaker of one provider: after failures in a row nobody asks it for a while.

Moments are seconds of a monotonic clock, and every method is told the present one.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

FAILURES_IN_A_ROW = 5
# Calls return one after the other, so far apart at first and closer the more there are.
RETURN_GAP_SECONDS = 0.25
# How long a provider's own word may keep all requests away; a single probe asks again then.
LONGEST_ASKED_SECONDS = 3600.0
_SENIORITY_SECONDS = 3600.0


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
        self._closed_at = float("-inf")
        self._places: dict[str, int] = {}
        self._next_place = self._first_place = 0
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

    def answered(self, permit: Permit, now: float) -> bool:
        """Note that the provider works; return whether that closed the circuit.

        What was sent before the circuit opened tells nothing of now.
        """
        if permit.period != self._period:
            return False
        was_open = self.reason is not None
        if was_open:
            self._closed_at = now
        self._failures = 0
        self.reason = self.open_since = self._probe = None
        return was_open

    def left(self, permit: Permit) -> None:
        """Note that a request ended without news of the provider; another one may probe."""
        if self._probe is permit:
            self._probe = None

    def failed(self, permit: Permit, now: float, retry_after: float | None = None) -> None:
        """Note an outage-like failure; a probe's, or enough of them in a row, open the circuit.

        Behind an account that was refused it only means to wait longer: nobody knows better yet.
        """
        if permit.period != self._period:
            return
        self._failures += 1
        if self._probe is permit or self._failures >= FAILURES_IN_A_ROW:
            reason = self.reason or "provider_unavailable"
            self._open(reason, self._pauses, now, retry_after or 0.0)

    def refused(self, permit: Permit, now: float, reason: str) -> bool:
        """Note that the provider refuses our account; return whether that is news."""
        news = self.reason != reason and permit.period == self._period
        if news or self._probe is permit:
            self._open(reason, ACCOUNT, now, 0.0)
        return news

    def return_at(self, who: str, now: float, patience: float) -> float:
        """Return the moment at which a call that is sent away comes back.

        Calls come back in the order in which they were first sent away, a random bit apart: no
        herd. All are back before the next pause may end, so however often that happens, nobody
        overtakes. Where the pause is over already, `patience` is the shortest wait in seconds.
        """
        if who not in self._places:
            self._places[who] = self._next_place
            self._next_place += 1
        ahead = max(0, self._places[who] - self._first_place) + self._jitter()
        start = self._until if self._until > now else now + patience
        most = self._pause / RETURN_GAP_SECONDS
        return start + self._pause * ahead / (ahead + most)

    def served(self, who: str) -> None:
        """Forget the place of a call that got its answer."""
        self._places.pop(who, None)

    @property
    def _pauses(self) -> Pauses:
        return OUTAGE if self.reason in {None, "provider_unavailable"} else ACCOUNT

    def _open(self, reason: str, pauses: Pauses, now: float, at_least: float) -> None:
        again = self.reason == reason
        if self.reason is None and now - self._closed_at > _SENIORITY_SECONDS:
            self._places.clear()
        self._pause = min(2 * self._pause, pauses.longest) if again else pauses.first
        asked = min(at_least, LONGEST_ASKED_SECONDS)
        self._until = now + max(self._pause, asked) * (1 + 0.2 * self._jitter())
        self.open_since = self.open_since if again else now
        self.reason, self._probe = reason, None
        self._failures = 0
        self._period += 1
        self._first_place = min(self._places.values(), default=self._next_place)
