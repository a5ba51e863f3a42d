"""Booking: a ledger line for each paid request, written before its answer is kept.

Who dies between the two repeats the request, and the repeat is a line of its own: what was paid is
never missing, and never counted twice.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from callinsight.domain.analysis import Usage
from callinsight.domain.budget import most_tokens
from callinsight.domain.call import BilledTo
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadProviderAnswerError,
    OutcomeUnknownError,
)
from callinsight.domain.ledger import LedgerLine, PaidStep
from callinsight.domain.profile import PinnedProfile, Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import LanguageModel
from callinsight.ports.ledger import Ledger
from callinsight.steps.budgeting import Budgeting
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist
from callinsight.steps.left_open import LeftOpen
from callinsight.steps.paid_request import NO_REFUSALS

# Raised instead of a third request, so that nothing left.
_NOT_SENT = OutcomeUnknownError


class Used(NamedTuple):
    """What one answer used of which model; without a known price nobody knows what it cost."""

    model: str
    usd: float | None = None
    usage: Usage | None = None
    audio_seconds: float | None = None


@dataclass(frozen=True)
class Request:
    """What is asked, of whom, for which call and version."""

    call_id: str
    fingerprint: str
    profile: PinnedProfile
    step: PaidStep
    provider: str
    model: str


class Bill:
    """The lines of one request, and of the one before it whose outcome nobody knows.

    `used` reads an answer; `repeats` tells how many requests were made before this one.
    """

    def __init__(
        self,
        ledger: Ledger,
        prices: PriceTable,
        request: Request,
        used: Callable[[bytes], Awaitable[Used]],
        repeats: Callable[[], int],
        now: Callable[[], datetime],
        budgeting: Budgeting,
        left_open: LeftOpen,
        most_usd: Callable[[], float | None],
    ) -> None:
        self._left_open = left_open
        self._ledger = ledger
        self._prices = prices
        self._request = request
        self._used = used
        self._repeats = repeats
        self._now = now
        self._budgeting = budgeting
        self._most_usd = most_usd

    @asynccontextmanager
    async def within_budget(
        self, *, again: bool = False, is_sent: Callable[[], bool] = lambda: False
    ) -> AsyncGenerator[None]:
        """Make the request inside; what it may cost is held before, and given back if it is refused.

        With `again` it is the repeat of one that is open. `is_sent` tells that it left and was not
        refused, whatever is raised later. Raises what `Budgeting.reserve` raises, and whatever is
        raised inside.
        """
        request, attempt = self._request, self._repeats() + 1 + again
        await self._budgeting.reserve(
            request.call_id,
            request.fingerprint,
            attempt,
            profile_id=request.profile.profile_id,
            model=request.model,
            usd=self._most_usd(),
            now=self._now(),
        )
        try:
            yield
        except CallInsightError as error:
            is_refusal = isinstance(error, _NOT_SENT) or not isinstance(error, NO_REFUSALS)
            if is_refusal and not is_sent():
                await self._budgeting.settle(request.call_id, request.fingerprint, attempt, 0.0)
            raise

    @property
    def billed_to(self) -> BilledTo:
        """Which version asks, and whom."""
        request = self._request
        return BilledTo(
            profile_id=request.profile.profile_id,
            profile_version=request.profile.version,
            provider=request.provider,
            model=request.model,
        )

    async def paid(self, answer: bytes, *, requests: int | None = None) -> None:
        """Book an answer that came; requests before it are assumed to have used as much.

        `requests` is how many were made in all, if another one than this bill's was the last.
        """
        try:
            used = await self._used(answer)
        except CallInsightError:  # whoever reads it next says what is wrong with it
            used = Used(self._request.model)
        made = self._repeats() + 1 if requests is None else requests
        await self._book(used, made, assumed_until=made - 1)

    async def unknown(self) -> None:
        """Book requests that may be billed, though no answer came: what they cost is unknown."""
        made = self._repeats() + 1
        await self._book(Used(self._request.model), made, assumed_until=made)

    async def take_over(self, execution: Execution, *, sends: bool) -> None:
        """Book what is left open on the record, where this request `sends` or is collected."""
        wanted = self._request.fingerprint
        await self._left_open.book_as_asked(execution, wanted, self.billed_to)
        if sends:
            await self._left_open.give_up(execution, wanted=wanted)

    async def _book(self, used: Used, made: int, *, assumed_until: int) -> None:
        for attempt in range(1, made + 1):
            line = self._line(used, attempt, assumed=attempt <= assumed_until)
            await insist(partial(self._ledger.add, line))
            await self._budgeting.settle(line.call_id, line.fingerprint, attempt, line.usd)

    def _line(self, used: Used, attempt: int, *, assumed: bool) -> LedgerLine:
        request = self._request
        return LedgerLine(
            call_id=request.call_id,
            fingerprint=request.fingerprint,
            attempt=attempt,
            at=self._now(),
            profile_id=request.profile.profile_id,
            profile_version=request.profile.version,
            step=request.step,
            provider=request.provider,
            model=used.model,
            asked_model=None if used.model == request.model else request.model,
            usage=used.usage,
            audio_seconds=used.audio_seconds,
            usd=used.usd,
            prices_as_of=None if used.usd is None else self._prices.as_of,
            assumed=assumed,
        )


@asynccontextmanager
async def booked(bill: Bill | None) -> AsyncGenerator[None]:
    """Book a request within whose outcome stays unknown: it may be billed all the same."""
    try:
        yield
    except (AmbiguousOutcomeError, BadProviderAnswerError, OutcomeUnknownError):
        if bill is not None:
            await bill.unknown()
        raise


@asynccontextmanager
async def within_budget(
    bill: Bill | None, *, again: bool = False, is_sent: Callable[[], bool] = lambda: False
) -> AsyncGenerator[None]:
    """Make a request inside as `Bill.within_budget` does; one without a bill costs nothing."""
    if bill is None:
        yield
        return
    async with bill.within_budget(again=again, is_sent=is_sent):
        yield


class Booking:
    """Makes out bills by the price table of this deployment."""

    def __init__(
        self, ledger: Ledger, prices: PriceTable, budgeting: Budgeting, left_open: LeftOpen
    ) -> None:
        self._ledger = ledger
        self._prices = prices
        self._budgeting = budgeting
        self.left_open = left_open

    def bill(
        self,
        request: Request,
        used: Callable[[bytes], Awaitable[Used]],
        repeats: Callable[[], int],
        now: Callable[[], datetime],
        most_usd: Callable[[], float | None],
    ) -> Bill:
        """Return the bill of any request; `most_usd` is what it may cost, None if nobody knows."""
        return Bill(
            self._ledger,
            self._prices,
            request,
            used,
            repeats,
            now,
            self._budgeting,
            self.left_open,
            most_usd,
        )

    def of_question(
        self,
        call_id: str,
        fingerprint: str,
        profile: Profile,
        model: LanguageModel,
        request: ModelRequest,
        *,
        repeats: Callable[[], int],
        now: Callable[[], datetime],
        step: PaidStep = "analyze",
    ) -> Bill:
        """Return the bill of a question to a language model, by the model that answers it."""

        async def used(answer: bytes) -> Used:
            usage = model.usage(answer)
            answered_by = model.answered_by(answer, request)
            return Used(answered_by, self._prices.analysis_usd(answered_by, usage), usage)

        pinned = PinnedProfile(profile_id=profile.profile_id, version=profile.version)
        asked = Request(call_id, fingerprint, pinned, step, model.provider, request.model)

        def most_usd() -> float | None:
            text = f"{request.system}{request.input}{request.output_schema}"
            return self._prices.most_analysis_usd(
                request.model, most_tokens(text), request.max_output_tokens
            )

        return self.bill(asked, used, repeats, now, most_usd)
