"""The calls of the golden set that a version can be asked about."""

from collections.abc import Sequence, Set
from typing import NamedTuple

from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.golden import GoldenLabel
from callinsight.ports.calls import CallStore


class Case(NamedTuple):
    """A call, and the transcript that a version reads."""

    call: Call
    summary: TranscriptSummary


def case_of(call: Call | None) -> Case | None:
    """Return a call with its transcript, unless it is erased, or has only a draft or none."""
    if call is None or call.erased_at is not None or call.transcript is None:
        return None
    return Case(call, call.transcript) if call.transcript.quality == "final" else None


class GoldenCalls:
    """Finds the calls that people labelled."""

    def __init__(self, calls: CallStore) -> None:
        self._calls = calls

    async def cases(
        self, known: Sequence[GoldenLabel], most_calls: int
    ) -> tuple[list[Case], list[GoldenLabel]]:
        """Return the calls that can be asked about, and the labels about their very transcripts."""
        cases: dict[str, Case] = {}
        for call_id in dict.fromkeys(label.call_id for label in known):
            if len(cases) == most_calls:
                break
            heard = {label.transcript_sha256 for label in known if label.call_id == call_id}
            if (case := await self._case(call_id, heard)) is not None:
                cases[call_id] = case
        labels = [
            label
            for label in known
            if label.call_id in cases
            and cases[label.call_id].summary.sha256 == label.transcript_sha256
        ]
        return list(cases.values()), labels

    async def _case(self, call_id: str, heard: Set[str]) -> Case | None:
        """Return a call whose transcript is still one that somebody labelled; drafts are none."""
        case = case_of(await self._calls.get(call_id))
        return case if case and case.summary.sha256 in heard else None
