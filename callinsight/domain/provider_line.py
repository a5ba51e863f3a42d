"""The line before one provider: who may send now, in which order, and who has to come back later.

Moments are seconds of a monotonic clock, and every method is told the present one.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from callinsight.domain.circuit import NO_PERMIT, Admission, Circuit, Permit
from callinsight.domain.concurrency import AdaptiveLimit
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadProviderAnswerError,
    ConcurrencyLimitError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)

# Collecting a job that already runs needs no free slot; live calls go before backfill.
Lane = Literal["collecting", "live", "backfill"]


@dataclass(eq=False)
class Ticket:
    """One request's place in the line, then its slots; `who` is the call it is for."""

    lane: Lane
    slots: int = 1
    who: str = ""
    held: int = 0
    sent_in: int = 0
    others: int = 0  # slots of ours in use when the provider had no place for this one
    permit: Permit = NO_PERMIT


class ProviderLine:
    """Hands out slots in order, never more than the limit, and only through a closed circuit.

    What comes of the requests teaches it the limit and the circuit's state.
    """

    def __init__(self, limit: AdaptiveLimit, circuit: Circuit) -> None:
        self._limit = limit
        self._circuit = circuit
        self._waiting: dict[Lane, deque[Ticket]] = {
            "collecting": deque(),
            "live": deque(),
            "backfill": deque(),
        }
        self.held = 0

    def join(self, ticket: Ticket, *, first: bool = False) -> None:
        """Stand at the end of the ticket's lane, or at its head again."""
        lane = self._waiting[ticket.lane]
        if first:
            lane.appendleft(ticket)
        else:
            lane.append(ticket)

    def admit(self, now: float) -> list[Ticket]:
        """Return the tickets that may send now, with their slots taken."""
        admitted: list[Ticket] = []
        while (ticket := self._head()) is not None and self._may_send(ticket, now):
            self._waiting[ticket.lane].popleft()
            self._take(ticket)
            admitted.append(ticket)
        return admitted

    def sent_away(self, now: float) -> list[Ticket]:
        """Return, in their order, the tickets that wait for a provider that nobody asks now."""
        if self._circuit.admission(now) is not Admission.STAY_AWAY:
            return []
        lanes = [lane for lane in self._waiting if not self._passes_by(lane)]
        away = [ticket for lane in lanes for ticket in self._waiting[lane]]
        for lane in lanes:
            self._waiting[lane].clear()
        return away

    def leave(self, ticket: Ticket) -> None:
        """Give back a ticket's slots, or its place in the line."""
        if ticket in self._waiting[ticket.lane]:
            self._waiting[ticket.lane].remove(ticket)
        self._circuit.left(ticket.permit)
        self.held -= ticket.held
        ticket.held, ticket.permit = 0, NO_PERMIT

    def answered(self, ticket: Ticket, now: float) -> bool:
        """Note that the provider answered; return whether that closed the circuit."""
        self._limit.succeeded(ticket.sent_in)
        self._circuit.served(ticket.who)
        return self._circuit.answered(ticket.permit, now)

    def learn_from(self, error: CallInsightError, ticket: Ticket, now: float) -> bool:
        """Note how a request failed; return whether its account's refusal is news.

        Our own failures (a store that is away, a lost fence) tell nothing of the provider.
        """
        if isinstance(error, ProviderKeyError | ProviderQuotaError):
            return self._circuit.refused(ticket.permit, now, error.code)
        if isinstance(error, ProviderUnavailableError):
            self._circuit.failed(ticket.permit, now, error.retry_after_seconds)
        elif isinstance(error, AmbiguousOutcomeError):
            self._circuit.failed(ticket.permit, now)
        elif isinstance(error, ProviderRefusedError | BadProviderAnswerError):
            self._circuit.answered(ticket.permit, now)
        elif isinstance(error, RateLimitedError):
            self._slow_down(error, ticket, now)
        return False

    def _slow_down(self, error: RateLimitedError, ticket: Ticket, now: float) -> None:
        ticket.others = self.held - ticket.held
        if isinstance(error, ConcurrencyLimitError) and ticket.others:
            self._limit.full(ticket.sent_in, ticket.others, now, error.retry_after_seconds)
        else:
            self._limit.slowed(ticket.sent_in, now, error.retry_after_seconds)

    def next_look(self, now: float) -> float | None:
        """Return in how many seconds the line moves by itself; None if it waits for an answer."""
        held_until = self._limit.held_until
        return held_until - now if self._head() is not None and held_until > now else None

    def _head(self) -> Ticket | None:
        return next((lane[0] for lane in self._waiting.values() if lane), None)

    def _passes_by(self, lane: Lane) -> bool:
        """Collecting is free, so an account without money holds up nothing that was paid."""
        return lane == "collecting" and self._circuit.reason == ProviderQuotaError.code

    def _may_send(self, ticket: Ticket, now: float) -> bool:
        """A request larger than the limit goes alone, so that it goes at all."""
        if self._passes_by(ticket.lane):
            return True
        if self._circuit.admission(now) is not Admission.GO:
            return False
        if ticket.lane == "collecting":
            return True
        fits = self.held + ticket.slots <= self._limit.allowed or self.held == 0
        return fits and now >= self._limit.held_until

    def _take(self, ticket: Ticket) -> None:
        collects = ticket.lane == "collecting"
        ticket.held = ticket.slots if collects else min(ticket.slots, self._limit.allowed)
        ticket.sent_in = self._limit.round
        # What passes by the circuit is no probe: its success says nothing of the account.
        ticket.permit = NO_PERMIT if self._passes_by(ticket.lane) else self._circuit.enter()
        self.held += ticket.held
