"""Paying at most once: the protocol around every paid request.

The record says that a request is open before it leaves; the artifact says that it came back. What
is open without an artifact is ambiguous, and repeated once at the most.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

from callinsight.domain.call import Call, ProviderJob, StepName
from callinsight.domain.errors.provider import AmbiguousOutcomeError, JobPendingError
from callinsight.domain.execution import (
    job_accepted,
)
from callinsight.domain.status import Status
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import BeforeSend
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.booking import Bill, booked, within_budget
from callinsight.steps.budget_room import once_there_is_room
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist
from callinsight.steps.paid_request import PaidRequest
from callinsight.steps.provider_gate import Answered, ProviderGate, nobody_listens

WEBHOOK_PATIENCE = timedelta(minutes=10)
# A provider may answer "unknown" for a job that is still running, so only time tells a lost one.
LOST_JOB_AFTER = timedelta(hours=2)

Send = Callable[[BeforeSend], Awaitable[bytes]]
Submit = Callable[[BeforeSend], Awaitable[str]]
Collect = Callable[[str], Awaitable[bytes | None]]


class Paying:
    """Makes paid requests for an execution; one instance serves all of a process."""

    def __init__(
        self,
        artifacts: ArtifactStore,
        gate_of: Callable[[StepName], ProviderGate | None] = lambda _step: None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        poll_seconds: float = 10.0,
    ) -> None:
        self._artifacts = artifacts
        self._gate_of = gate_of
        self._monotonic = monotonic
        self._poll_seconds = poll_seconds

    async def answer(
        self,
        execution: Execution,
        step: StepName,
        fingerprint: str,
        send: Send,
        status: Status | None = None,
        *,
        slots: int = 1,
        bill: Bill | None = None,
    ) -> tuple[bytes, bool]:
        """Return the answer of this fingerprint, and whether it had been paid before.

        What is paid is booked on the `bill` before the answer is kept. The request waits for as
        many `slots` of the provider before it is announced. Raises `BudgetUsedUpError` and
        `PriceUnknownError` before anything is sent, `OutcomeUnknownError` once an ambiguous request was repeated, `Superseded` if the call was
        taken away or erased, `ProviderPausedError` if nobody asks the provider now, and whatever
        `send` raises.
        """
        key = artifact_key(execution.call.call_id, step, fingerprint, "answer")
        if (found := await self._artifacts.get(key)) is not None:
            execution.answered.add(fingerprint)
            return found, True

        request = self._request(execution, step, fingerprint, status, bill)
        execution.turn.give()
        with ExitStack() as until_kept:

            async def paid(_answered: Answered) -> bytes:
                async with _within_budget(bill, request):
                    until_kept.enter_context(execution.interruption.uninterrupted())  # [drainpaid]
                    await _take_over(bill, execution, sends=True)  # [leftopen]
                    request.require_another()
                    async with booked(bill):
                        await request.announce()
                        body = await request.send(send)
                    await _paid(bill, body)  # [booked]
                return body

            body = await self._through_gate(execution, step, paid, slots=slots)
            await execution.keep(self._artifacts, key, body)
            execution.answered.add(fingerprint)
        await execution.turn.take()
        return body, False

    async def job_answer(
        self,
        execution: Execution,
        step: StepName,
        fingerprint: str,
        submit: Submit,
        collect: Collect,
        status: Status | None = None,
        *,
        slots: int = 1,
        bill: Bill | None = None,
    ) -> tuple[bytes, bool]:
        """Return the answer of a durable job, submitting it only if nobody did.

        What is paid is booked on the `bill`, also if a webhook brought it. Its slots are held until it is collected. A job or an open request of another fingerprint
        is ignored and overwritten. [jobfp] Raises `JobPendingError` while a webhook may still
        report a job whose id was lost, and what `answer` raises.
        """
        key = artifact_key(execution.call.call_id, step, fingerprint, "answer")
        request = self._request(execution, step, fingerprint, status, bill)
        if (found := await self._artifacts.get(key)) is not None:
            await _found(bill, execution, fingerprint, found)
            return found, True
        if _job(execution.call, fingerprint) is None and request.is_open:
            self._wait_for_webhook(execution)  # [webhook]

        post = partial(self._posted, execution, step, fingerprint, request, submit)

        async def paid(answered: Answered) -> bytes:
            job = _job(execution.call, fingerprint)
            if job is None:
                async with _within_budget(bill, request):
                    job = await _sent(execution, bill, request, request.announce, post)
                answered()
            else:
                await _take_over(bill, execution, sends=False)
            try:
                return await self._collected(execution, job, key, collect)
            except AmbiguousOutcomeError:  # the provider does not know the job [jobgone]
                async with within_budget(bill, again=True):
                    job = await _sent(execution, bill, request, request.repeat, post)
                return await self._collected(execution, job, key, collect)

        collects = _job(execution.call, fingerprint) is not None
        execution.turn.give()
        body = await self._through_gate(execution, step, paid, slots=slots, collects=collects)
        await _paid(bill, body)
        await execution.keep(self._artifacts, key, body)
        execution.answered.add(fingerprint)
        await execution.turn.take()
        return body, False

    def _request(
        self,
        execution: Execution,
        step: StepName,
        fingerprint: str,
        status: Status | None,
        bill: Bill | None,
    ) -> PaidRequest:
        billed_to = bill.billed_to if bill else None
        return PaidRequest(execution, step, fingerprint, status, self._monotonic, billed_to)

    async def _through_gate(
        self,
        execution: Execution,
        step: StepName,
        paid: Callable[[Answered], Awaitable[bytes]],
        **ticket: Any,
    ) -> bytes:
        """Take the provider's slots first: what waits is not announced yet, [slotfirst] and holds
        nothing of a budget.
        """
        gate = self._gate_of(step)
        if gate is None:
            return await once_there_is_room(execution.time, lambda: paid(nobody_listens))
        send = partial(gate.through, execution, paid, **ticket)
        return await once_there_is_room(execution.time, send)

    async def _posted(
        self,
        execution: Execution,
        step: StepName,
        fingerprint: str,
        request: PaidRequest,
        submit: Submit,
    ) -> ProviderJob:
        """Send the job and note its id before anything waits for it."""
        job_id = await request.send(submit)
        job = ProviderJob(
            id=job_id,
            step=step,
            fingerprint=fingerprint,
            at=execution.now(),
            billed_to=request.billed_to,
        )
        accepted = job_accepted(execution.call, execution.now(), job, answered=execution.answered)
        await insist(lambda: execution.write(accepted))
        return job

    async def _collected(
        self, execution: Execution, job: ProviderJob, key: str, collect: Collect
    ) -> bytes:
        """Wait for the result: asked for here, or brought by the provider's webhook.

        A provider may not show a young job yet; one that stays unknown was lost.
        """
        while True:
            try:
                if (body := await collect(job.id)) is not None:
                    return body
            except AmbiguousOutcomeError:
                if execution.now() - job.at > LOST_JOB_AFTER:
                    raise
            await asyncio.sleep(self._poll_seconds)
            if (brought := await self._artifacts.get(key)) is not None:
                return brought

    def _wait_for_webhook(self, execution: Execution) -> None:
        opened = execution.call.request_open
        if opened is None:
            return
        left = opened.at + WEBHOOK_PATIENCE - execution.now()
        if left > timedelta(0):
            raise JobPendingError("The provider may still report the job.", left.total_seconds())


def _job(call: Call, fingerprint: str) -> ProviderJob | None:
    return call.job if call.job is not None and call.job.fingerprint == fingerprint else None


def _within_budget(bill: Bill | None, request: PaidRequest) -> AbstractAsyncContextManager[None]:
    return within_budget(bill, again=request.is_open, is_sent=lambda: request.is_sent)


async def _sent(
    execution: Execution,
    bill: Bill | None,
    request: PaidRequest,
    announce: Callable[[], Awaitable[None]],
    post: Callable[[], Awaitable[ProviderJob]],
) -> ProviderJob:
    with execution.interruption.uninterrupted():  # [drainjob]
        await _take_over(bill, execution, sends=True)
        request.require_another()
        async with booked(bill):
            await announce()
            return await post()


async def _found(bill: Bill | None, execution: Execution, fingerprint: str, answer: bytes) -> None:
    """Book the answer of a job that a webhook brought, unless it was booked before."""
    execution.answered.add(fingerprint)
    await _take_over(bill, execution, sends=False)
    await _paid(bill, answer, requests=_made(execution.call, fingerprint))


def _made(call: Call, fingerprint: str) -> int:
    """Return how many requests of a fingerprint were made: the last one may have been given up."""
    held = (call.request_open, call.job)
    is_held = any(each is not None and each.fingerprint == fingerprint for each in held)
    return call.duplicate_spend.get(fingerprint, 0) + is_held


async def _take_over(bill: Bill | None, execution: Execution, *, sends: bool) -> None:
    if bill is not None:
        await bill.take_over(execution, sends=sends)


async def _paid(bill: Bill | None, answer: bytes, *, requests: int | None = None) -> None:
    if bill is not None:
        await bill.paid(answer, requests=requests)
