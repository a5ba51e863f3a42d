"""Two versions of a profile compared: over the golden set, and call by call."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field, JsonValue

from callinsight.domain.agreement import agreement
from callinsight.domain.golden import GoldenLabel, value_at
from callinsight.domain.model import Stored
from callinsight.domain.version_report import (
    Outcome,
    VersionReport,
    reasons_against,
    version_report,
)


class FieldOfCall(Stored):
    """What two versions said of one place of one call, beside what a person expects."""

    call_id: str
    pointer: str
    expected: JsonValue
    current: JsonValue
    candidate: JsonValue
    current_f1: float
    candidate_f1: float


class VersionComparison(Stored):
    """A candidate beside the current version."""

    current: VersionReport
    candidate: VersionReport
    worse: tuple[str, ...] = Field(description="by what the candidate is worse; empty: it is not")
    left_out: int = Field(
        description="labels of other transcripts, of erased calls, or of calls beyond the limit"
    )
    fields: tuple[FieldOfCall, ...]

    def figures(self) -> dict[str, Any]:
        """Return what may be shown anywhere: no word of a call."""
        return self.model_dump(mode="json", exclude={"fields"})


def compared(
    labels: Sequence[GoldenLabel],
    current: tuple[int, Sequence[Outcome]],
    candidate: tuple[int, Sequence[Outcome]],
    *,
    profile_id: str,
    left_out: int = 0,
) -> VersionComparison:
    """Return how two versions, each with its outcomes, did on the same labels."""
    reports = [
        version_report(profile_id, version, labels, outcomes)
        for version, outcomes in (current, candidate)
    ]
    return VersionComparison(
        current=reports[0],
        candidate=reports[1],
        worse=tuple(reasons_against(reports[1], reports[0])),
        left_out=left_out,
        fields=tuple(_fields(labels, _by_call(current[1]), _by_call(candidate[1]))),
    )


def _by_call(outcomes: Iterable[Outcome]) -> dict[str, Mapping[str, Any]]:
    return {each.call_id: each.answers or {} for each in outcomes}


def _fields(
    labels: Sequence[GoldenLabel],
    current: Mapping[str, Mapping[str, Any]],
    candidate: Mapping[str, Mapping[str, Any]],
) -> Iterable[FieldOfCall]:
    for label in labels:
        old, new = current[label.call_id], candidate[label.call_id]
        before, after = value_at(old, label.pointer), value_at(new, label.pointer)
        yield FieldOfCall(
            call_id=label.call_id,
            pointer=label.pointer,
            expected=label.expected,
            current=before,
            candidate=after,
            current_f1=agreement(label.expected, before).f1 if old else 0.0,
            candidate_f1=agreement(label.expected, after).f1 if new else 0.0,
        )
