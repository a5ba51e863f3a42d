"""The gate before one provider: a process sends through it, in order, what the provider takes."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.circuit import Admission, Circuit
from callinsight.domain.concurrency import LONGEST_HOLD_SECONDS, AdaptiveLimit
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ConcurrencyLimitError,
    ProviderKeyError,
    ProviderPausedError,
    ProviderQuotaError,
    ProviderUnavailableError,
)
from callinsight.domain.execution import FIRST_PARK
from callinsight.domain.provider_line import ProviderLine, Ticket
from callinsight.steps.provider_alarm import ProviderAlarm
from callinsight.steps.step_time import StepTime

T = TypeVar("T")
Answered = Callable[[], None]


class InLine(Protocol):
    """Whoever waits for a provider: an execution, or a question that no execution asks."""

    call: Call

    @property
    def time(self) -> StepTime:
        """What stands still while it waits."""
        ...


class ProviderGate:
    """Slots, order and circuit of one provider, for all executions on one event loop.

    Its methods say seconds; the calls that it sends away get a moment to come back at, later for
    each, so that they return in their order.
    """

    def __init__(
        self,
        provider: str,
        *,
        limit: int,
        alarm: ProviderAlarm,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._provider = provider
        self._alarm = alarm
        self._clock = clock
        self._monotonic = monotonic
        self._limit = AdaptiveLimit(limit)
        self._circuit = Circuit(jitter)
        self._line = ProviderLine(self._limit, self._circuit)
        self._waiters: dict[Ticket, asyncio.Future[ProviderPausedError | None]] = {}
        self._next_look: asyncio.TimerHandle | None = None

    def report(self, current: int, maximum: int) -> None:
        """Take in how many requests the provider says it runs, and how many it may run."""
        self._limit.reported(current, maximum, self._line.held)

    async def through(
        self,
        execution: InLine,
        act: Callable[[Answered], Awaitable[T]],
        *,
        slots: int = 1,
        collects: bool = False,
    ) -> T:
        """Return what `act` returns, run with slots of the provider in hand.

        `act` may tell by its argument that the provider answered, before it has a result. One that
        the provider has no place for is run again once another request of ours has ended. With
        `collects` it waits for no slot: the provider is at work on it already.

        Raises `ProviderPausedError` if the call has to come back later, the provider's
        `ProviderKeyError` or `ProviderQuotaError` for the one call that meets it first, and
        whatever else `act` raises.
        """
        lane = "collecting" if collects else execution.call.priority
        ticket = Ticket(lane, slots, execution.call.call_id)
        try:
            return await self._through(execution, act, ticket)
        except ProviderPausedError as paused:
            if paused.reason == ProviderUnavailableError.code:
                await self._alarm.raise_for_long(self._circuit.open_since, self._monotonic())
            raise

    async def _through(
        self, execution: InLine, act: Callable[[Answered], Awaitable[T]], ticket: Ticket
    ) -> T:
        first = False
        while True:
            await self._admitted(execution, ticket, first=first)
            try:
                with execution.time.sending():
                    return await self._acted(act, ticket)
            except ConcurrencyLimitError as full:
                # None of ours will end, or it asks for long: the step's own pause has to do.
                if not ticket.others or (full.retry_after_seconds or 0) > LONGEST_HOLD_SECONDS:
                    raise
                first = True

    async def _admitted(self, execution: InLine, ticket: Ticket, *, first: bool) -> None:
        """Wait until the ticket may send."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters[ticket] = waiter
        self._line.join(ticket, first=first)
        try:
            self._move()
            if not waiter.done():
                async with execution.time.in_line():
                    await asyncio.shield(waiter)
            away = waiter.result()
        except BaseException as error:
            self._over(ticket)
            if isinstance(error, TimeoutError):
                raise self._busy() from None
            raise
        finally:
            del self._waiters[ticket]
        if away is not None:
            raise away

    async def _acted(self, act: Callable[[Answered], Awaitable[T]], ticket: Ticket) -> T:
        told: list[Ticket] = []

        def answered() -> None:
            """Note the answer that was paid: what is collected for it later is free."""
            told.append(ticket)
            self._answered(ticket)

        try:
            result = await act(answered)
        except CallInsightError as error:
            news = self._line.learn_from(error, ticket, self._monotonic())
            away = self._later(ticket) if self._is_away_after(error) else None
            self._over(ticket)
            if away is not None:
                raise away from error
            if isinstance(error, ProviderKeyError | ProviderQuotaError):
                await self._require_news(error, ticket, is_news=news)
            raise
        except BaseException:
            self._over(ticket)
            raise
        if not told:
            self._answered(ticket)
        self._over(ticket)
        return result

    def _answered(self, ticket: Ticket) -> None:
        """Note a success; a probe's lets those go that wait for its outcome.

        What another process alarmed of an empty account is not over because something was collected.
        """
        now = self._monotonic()
        if self._line.answered(ticket, now):
            self._alarm.clear()
        elif self._circuit.reason is None and ticket.lane != "collecting":
            self._alarm.clear_now_and_then(now)
        self._move()

    def _is_away_after(self, error: CallInsightError) -> bool:
        """The failure is the provider's, and by now nobody asks it: the call comes back later."""
        is_outage = isinstance(error, ProviderUnavailableError | AmbiguousOutcomeError)
        return is_outage and self._circuit.admission(self._monotonic()) is not Admission.GO

    async def _require_news(
        self, error: ProviderKeyError | ProviderQuotaError, ticket: Ticket, *, is_news: bool
    ) -> None:
        """Let a refused account fail one call, so that a person sees why; the others wait."""
        if not (is_news and await self._alarm.raise_once(error.code, error.hint)):
            raise self._later(ticket, error.code) from error

    def _over(self, ticket: Ticket) -> None:
        self._line.leave(ticket)
        self._move()

    def _move(self) -> None:
        """Let those go that may go now, and send away those that should come back later."""
        now = self._monotonic()
        for ticket in self._line.sent_away(now):
            self._tell(ticket, self._later(ticket))
        for ticket in self._line.admit(now):
            self._tell(ticket, None)
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
        wait = self._line.next_look(now)
        if wait is not None:
            self._next_look = asyncio.get_running_loop().call_later(wait, self._move)

    def _tell(self, ticket: Ticket, away: ProviderPausedError | None) -> None:
        waiter = self._waiters[ticket]
        if not waiter.done():
            waiter.set_result(away)

    def _later(self, ticket: Ticket, reason: str | None = None) -> ProviderPausedError:
        now = self._monotonic()
        reason = reason or self._circuit.reason or ProviderUnavailableError.code
        wait = self._circuit.return_at(ticket.who, now, FIRST_PARK.total_seconds()) - now
        return ProviderPausedError(
            f"{self._provider} is not asked for a while ({reason}).",
            wait,
            reason,
            self._clock() + timedelta(seconds=wait),
        )

    def _busy(self) -> ProviderPausedError:
        return ProviderPausedError(
            f"{self._provider} had no place for the request in time.", None, "provider_busy"
        )


def nobody_listens() -> None:
    """Without a gate nobody needs to know that the provider answered."""
