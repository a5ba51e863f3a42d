"""Answers that are paid for an evaluation: outside of any execution, and each of them once.

An answer is an artifact of its call, so that it is erased with it, and one that an execution paid
is found. A count tells of a request before it leaves: what is counted without an artifact is
ambiguous, and repeated once at the most.
"""

from collections.abc import Callable
from functools import partial

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.errors.provider import OutcomeUnknownError
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.ports.request_counts import RequestCounts
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.booking import Bill, booked
from callinsight.steps.insisting import insist
from callinsight.steps.paid_request import NO_REFUSALS
from callinsight.steps.paying import Send

_MOST_REQUESTS = 2


class EvaluatedAnswers:
    """Keeps the answers about calls of the golden set."""

    def __init__(self, calls: CallStore, artifacts: ArtifactStore, counts: RequestCounts) -> None:
        self._calls = calls
        self._artifacts = artifacts
        self._counts = counts

    async def answer(
        self, call_id: str, fingerprint: str, send: Send, bill_of: Callable[[int], Bill]
    ) -> tuple[bytes, bool]:
        """Return the answer of this fingerprint, and whether it had been there before.

        `bill_of` returns the bill of a request by how many were made before it.
        Raises `OutcomeUnknownError` once an ambiguous request was repeated, `CallNotFoundError` if
        the call was erased meanwhile, and whatever `send` raises.
        """
        key = artifact_key(call_id, "analyze", fingerprint, "answer")
        if (found := await self._artifacts.get(key)) is not None:
            return found, True
        name = f"{call_id} {fingerprint}"
        requests = await self._counts.count(name)
        bill = bill_of(min(requests, _MOST_REQUESTS) - 1)
        async with bill.within_budget(), booked(bill):
            if requests > _MOST_REQUESTS:
                raise OutcomeUnknownError(
                    "Two paid requests of the evaluation ended without an answer."
                )
            body = await self._sent(name, send)
        await bill.paid(body)
        await insist(partial(self.keep, call_id, key, body))
        await self._counts.forget(name)
        return body, False

    async def keep(self, call_id: str, key: str, body: bytes) -> None:
        """Store a result; never once its call is erased."""
        call = await self._calls.get(call_id)
        if call is None or call.erased_at is not None:
            raise CallNotFoundError("The call was erased while it was evaluated.")
        await self._artifacts.put(key, body)

    async def _sent(self, name: str, send: Send) -> bytes:
        """Send; a definite refusal is forgotten, an unknown outcome stays counted."""
        try:
            return await send(_nothing_to_write)
        except NO_REFUSALS:
            raise
        except CallInsightError:
            await self._counts.forget(name)
            raise


async def _nothing_to_write() -> None:
    """No record tells of the request, so that there is none to be fenced off by."""
