"""Answers that are paid outside of any execution of a call: for an evaluation, or a person's question.

An answer is an artifact of its call, so that it is erased with it, and one that an execution paid
is found. A claim keeps two processes from sending the same request at once, and counts it before
it leaves: what is counted without an artifact is ambiguous, and repeated once at the most.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from callinsight.clock import Clock
from callinsight.domain.call import Call, Priority
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.errors.provider import OutcomeUnknownError
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.ports.request_counts import RequestCounts
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.booking import Bill, booked
from callinsight.steps.budget_room import once_there_is_room
from callinsight.steps.insisting import insist
from callinsight.steps.paid_request import NO_REFUSALS
from callinsight.steps.paying import Send
from callinsight.steps.provider_gate import Answered, ProviderGate, nobody_listens
from callinsight.steps.step_time import StepTime

# Longer than any request may take; whoever claimed and died is waited for no longer.
CLAIM = timedelta(minutes=15)
_MOST_REQUESTS = 2


class _Asked(NamedTuple):
    """A claimed request: how many of its name were counted, this one included."""

    name: str
    call: Call
    requests: int


@dataclass
class _Waiting:
    """Stands in a provider's line."""

    call: Call
    time: StepTime


class LoneAnswers:
    """Pays answers about calls, each of them once, however many ask."""

    def __init__(
        self,
        calls: CallStore,
        artifacts: ArtifactStore,
        counts: RequestCounts,
        clock: Clock,
        gate_of: Callable[[], ProviderGate | None],
        *,
        look_seconds: float = 0.5,
    ) -> None:
        self._calls = calls
        self._artifacts = artifacts
        self._counts = counts
        self._clock = clock
        self._gate_of = gate_of
        self._look_seconds = look_seconds

    async def answer(
        self,
        call_id: str,
        fingerprint: str,
        send: Send,
        bill_of: Callable[[int], Bill],
        *,
        lane: Priority = "backfill",
    ) -> tuple[bytes, bool]:
        """Return the answer of this fingerprint, and whether somebody else had it paid.

        `bill_of` returns the bill of a request by how many were made before it. In the provider's
        line the request stands where calls of the `lane` stand.

        Raises `OutcomeUnknownError` once an ambiguous request was repeated, `CallNotFoundError` if
        the call was erased meanwhile, and whatever `send` raises.
        """
        key = artifact_key(call_id, "analyze", fingerprint, "answer")
        name = f"{call_id} {fingerprint}"
        while True:
            if (found := await self._artifacts.get(key)) is not None:
                return found, True
            now = self._clock()
            requests = await self._counts.claim(name, now, now + CLAIM)
            if requests is not None:
                break
            await asyncio.sleep(self._look_seconds)
        if (found := await self._artifacts.get(key)) is not None:  # stored between the two
            await self._counts.forget(name)
            return found, True
        call = (await self._existing(call_id)).model_copy(update={"priority": lane})
        body = await self._paid(_Asked(name, call, requests), send, bill_of)
        await insist(partial(self.keep, call_id, key, body))
        await self._counts.forget(name)
        return body, False

    async def keep(self, call_id: str, key: str, body: bytes) -> None:
        """Store a result; never once its call is erased."""
        await self._existing(call_id)
        await self._artifacts.put(key, body)

    async def _existing(self, call_id: str) -> Call:
        call = await self._calls.get(call_id)
        if call is None or call.erased_at is not None:
            raise CallNotFoundError("The call was erased meanwhile.")
        return call

    async def _paid(self, asked: _Asked, send: Send, bill_of: Callable[[int], Bill]) -> bytes:
        bill = bill_of(min(asked.requests, _MOST_REQUESTS) - 1)
        async with booked(bill):
            if asked.requests > _MOST_REQUESTS:
                await self._counts.take_back(asked.name)
                raise OutcomeUnknownError("Two paid requests ended without an answer.")
            body = await self._within_budget(bill, asked, send)
        await bill.paid(body)
        return body

    async def _within_budget(self, bill: Bill, asked: _Asked, send: Send) -> bytes:
        """Send what a budget has room for; what is refused, or never left, is not counted."""
        try:
            return await self._through_gate(bill, asked.call, send)
        except NO_REFUSALS:
            await self._counts.release(asked.name)
            raise
        except CallInsightError:
            await self._counts.take_back(asked.name)
            raise

    async def _through_gate(self, bill: Bill, call: Call, send: Send) -> bytes:
        gate, waiting = self._gate_of(), _Waiting(call, StepTime())

        async def paid(_answered: Answered = nobody_listens) -> bytes:
            async with bill.within_budget():
                return await send(_nothing_to_write)

        make = paid if gate is None else partial(gate.through, waiting, paid)
        return await once_there_is_room(waiting.time, make)


async def _nothing_to_write() -> None:
    """No record tells of the request, so that there is none to be fenced off by."""
