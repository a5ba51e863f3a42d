"""What dead processes left open at a provider, and whose place another request takes.

It may be billed, so it is booked under the version that asked, and its unknown outcome is counted:
asked again later, it is a request of its own, and the last one.
"""

from functools import partial

from callinsight.domain.call import BilledTo, Call, OpenRequest, ProviderJob, StepName
from callinsight.domain.execution import request_given_up
from callinsight.domain.ledger import UNKNOWN, LedgerLine
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.ledger import Ledger
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.execution import Execution
from callinsight.steps.insisting import insist

Left = OpenRequest | ProviderJob


class LeftOpen:
    """Looks at the record before a request takes its place there, and before a step ends."""

    def __init__(self, ledger: Ledger, artifacts: ArtifactStore) -> None:
        self._ledger = ledger
        self._artifacts = artifacts

    async def give_up(self, execution: Execution, *, wanted: str) -> None:
        """Give up an open request that is another one than the wanted one.

        A job is only booked: it can be collected until the next one is accepted, which counts it.
        """
        if job := await self._lost(execution, execution.call.job, wanted):
            await self._book(execution, job)
        if request := await self._lost(execution, execution.call.request_open, wanted):
            await self._give_up(execution, request)

    async def give_up_of(self, execution: Execution, step: StepName) -> None:
        """Give up what a step has open though it is done, as with a result that was found."""
        for left in (execution.call.request_open, execution.call.job):
            if left and left.step == step and await self._lost(execution, left):
                await self._give_up(execution, left)

    async def book_as_asked(self, execution: Execution, wanted: str, by: BilledTo) -> None:
        """Book the wanted request, where another version has it open, under that version."""
        for left in (execution.call.request_open, execution.call.job):
            if left and left.fingerprint == wanted and left.billed_to not in {None, by}:
                await self._book(execution, left)

    async def _lost(
        self, execution: Execution, left: Left | None, wanted: str | None = None
    ) -> Left | None:
        """Return what nobody knows the outcome of: an answer that is kept was booked before."""
        if left is None or left.fingerprint in {wanted, *execution.answered}:
            return None
        key = artifact_key(execution.call.call_id, left.step, left.fingerprint, "answer")
        if await self._artifacts.get(key) is None:
            return left
        execution.answered.add(left.fingerprint)
        return None

    async def _give_up(self, execution: Execution, left: Left) -> None:
        await self._book(execution, left)
        await execution.write(
            request_given_up(execution.call, execution.now(), left.fingerprint)  # [givenup]
        )

    async def _book(self, execution: Execution, left: Left) -> None:
        call, asked = execution.call, left.billed_to or _unknown(execution.call)
        for attempt in range(1, call.duplicate_spend.get(left.fingerprint, 0) + 2):
            line = LedgerLine(
                call_id=call.call_id,
                fingerprint=left.fingerprint,
                attempt=attempt,
                at=execution.now(),
                profile_id=asked.profile_id,
                profile_version=asked.profile_version,
                step=left.step,
                provider=asked.provider,
                model=asked.model,
                assumed=True,
            )
            await insist(partial(self._ledger.add, line))


def _unknown(call: Call) -> BilledTo:
    """Return as whose an older release's request counts, which does not say who asked."""
    return BilledTo(
        profile_id=call.profile_id or "",
        profile_version=call.profile_version or 0,
        provider=UNKNOWN,
        model=UNKNOWN,
    )
