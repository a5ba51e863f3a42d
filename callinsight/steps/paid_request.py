"""One paid request on its way: the record tells of it before it leaves, and what came of it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from callinsight.domain.call import BilledTo, StepName
from callinsight.domain.errors.base import CallInsightError, Superseded
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadProviderAnswerError,
    OutcomeUnknownError,
)
from callinsight.domain.execution import (
    may_be_sent,
    request_closed,
    request_opened,
    request_repeated,
)
from callinsight.domain.status import Status
from callinsight.ports.engines import BeforeSend
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist

# The request leaves within 10 s of the accepted write: waiting for a connection takes up to 1 of
# them, connecting 2.5 for TCP and 2.5 for TLS.
FRESH_SECONDS = 3.0

_CLOSING_TRIES = 4
# After these the provider may have done, and billed, the work.
NO_REFUSALS = (AmbiguousOutcomeError, BadProviderAnswerError, OutcomeUnknownError, Superseded)

T = TypeVar("T")


class PaidRequest:
    """Announced, then sent; without an artifact afterwards its outcome is unknown."""

    def __init__(
        self,
        execution: Execution,
        step: StepName,
        fingerprint: str,
        status: Status | None,
        monotonic: Callable[[], float],
        billed_to: BilledTo | None = None,
    ) -> None:
        self._execution = execution
        self._step = step
        self._fingerprint = fingerprint
        self._status = status
        self._monotonic = monotonic
        self.billed_to = billed_to
        self._written_at = 0.0
        self.is_sent = False

    @property
    def is_open(self) -> bool:
        """Whether the record tells of this very request: it left, and nobody knows its outcome."""
        known = self._execution.call.request_open
        return known is not None and known.fingerprint == self._fingerprint

    def require_another(self) -> None:
        """Raise `OutcomeUnknownError` if two were made, given up, and never answered."""
        if not self.is_open and not may_be_sent(self._execution.call, self._fingerprint):
            raise self._two_without_an_answer()

    async def announce(self) -> None:
        """Note the request on the record before it leaves; one found open is a repetition."""
        if self.is_open:
            await self.repeat()
            return
        self._written_at = self._monotonic()
        await self._open(self._status)

    async def repeat(self) -> None:
        """Count that the outcome is unknown; raises `OutcomeUnknownError` for the second time."""
        self._written_at = self._monotonic()
        execution = self._execution
        write = request_repeated(
            execution.call,
            execution.now(),
            self._step,
            self._fingerprint,
            billed_to=self.billed_to,
        )
        if write is None:
            raise self._two_without_an_answer()
        await execution.write(write)

    async def send(self, send: Callable[[BeforeSend], Awaitable[T]]) -> T:
        """Send; a definite refusal closes the request, an unknown outcome leaves it open.

        `is_sent` tells from then on that one left and was not refused.
        """
        sent_before, self.is_sent = self.is_sent, True

        async def before_send() -> None:
            """Write the open request again if it is old: a stalled process may be fenced off."""
            if self._monotonic() - self._written_at > FRESH_SECONDS:  # [postguard]
                await self._open(None)

        try:
            return await send(before_send)
        except NO_REFUSALS:
            raise
        except CallInsightError:
            self.is_sent = sent_before
            execution = self._execution
            closed = request_closed(execution.call, execution.now())
            await insist(lambda: execution.write(closed), tries=_CLOSING_TRIES)
            raise

    async def _open(self, status: Status | None) -> None:
        execution = self._execution
        opened = request_opened(
            execution.call,
            execution.now(),
            self._step,
            self._fingerprint,
            status,
            billed_to=self.billed_to,
            progressed=execution.progressed,
        )
        await execution.write(opened)

    def _two_without_an_answer(self) -> OutcomeUnknownError:
        return OutcomeUnknownError(
            f"Two paid requests of the step {self._step} ended without an answer."
        )
