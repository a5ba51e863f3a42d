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
from callinsight.domain.call import StepName
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadProviderAnswerError,
    OutcomeUnknownError,
)
from callinsight.domain.ledger import LedgerLine
from callinsight.domain.profile import PinnedProfile, Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import LanguageModel
from callinsight.ports.ledger import Ledger
from callinsight.steps.insisting import insist


class Used(NamedTuple):
    """What one answer used; without a known price it cost nobody knows what, which is not 0."""

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
    step: StepName
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
    ) -> None:
        self._ledger = ledger
        self._prices = prices
        self._request = request
        self._used = used
        self._repeats = repeats
        self._now = now

    async def paid(self, answer: bytes) -> None:
        """Book an answer that came; a request before it is assumed to have used as much."""
        try:
            used = await self._used(answer)
        except CallInsightError:  # whoever reads it next says what is wrong with it
            used = Used(self._request.model)
        await self._book(used, assumed_until=self._repeats())

    async def unknown(self) -> None:
        """Book requests that may be billed, though no answer came: what they cost is unknown."""
        await self._book(Used(self._request.model), assumed_until=self._repeats() + 1)

    async def _book(self, used: Used, *, assumed_until: int) -> None:
        for attempt in range(1, self._repeats() + 2):
            line = self._line(used, attempt, assumed=attempt <= assumed_until)
            await insist(partial(self._ledger.add, line))

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


class Booking:
    """Makes out bills by the price table of this deployment."""

    def __init__(self, ledger: Ledger, prices: PriceTable) -> None:
        self._ledger = ledger
        self._prices = prices

    def bill(
        self,
        request: Request,
        used: Callable[[bytes], Awaitable[Used]],
        repeats: Callable[[], int],
        now: Callable[[], datetime],
    ) -> Bill:
        """Return the bill of any request."""
        return Bill(self._ledger, self._prices, request, used, repeats, now)

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
    ) -> Bill:
        """Return the bill of a question to a language model; the model's price is the profile's."""

        async def used(answer: bytes) -> Used:
            usage = model.usage(answer)
            return Used(request.model, self._prices.analysis_usd(request.model, usage), usage)

        pinned = PinnedProfile(profile_id=profile.profile_id, version=profile.version)
        asked = Request(call_id, fingerprint, pinned, "analyze", model.provider, request.model)
        return self.bill(asked, used, repeats, now)
