"""Two versions of a profile compared: over the golden set, and call by call."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field, JsonValue

from callinsight.domain.agreement import agreement
from callinsight.domain.golden import GoldenLabel, value_at
from callinsight.domain.model import Stored
from callinsight.domain.value_form import ANYTHING
from callinsight.domain.version_report import (
    NO_FORMS,
    Forms,
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
    worse_than: tuple[int, ...] = Field((), description="than which versions it is")
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
    former: Sequence[tuple[int, Sequence[Outcome]]] = (),
    forms: Forms = NO_FORMS,
    profile_id: str,
    left_out: int = 0,
) -> VersionComparison:
    """Return how two versions, each with its outcomes, did on the same labels.

    Versions that were current before count as far as their outcomes are known: a candidate that is
    worse than one of them is worse, so that small losses do not add up from version to version.
    """
    reports = [
        version_report(profile_id, version, labels, outcomes, forms)
        for version, outcomes in (current, candidate)
    ]
    against = {current[0]: reasons_against(reports[1], reports[0])}
    against |= {
        version: _reasons(labels, candidate[1], outcomes, forms) for version, outcomes in former
    }
    return VersionComparison(
        current=reports[0],
        candidate=reports[1],
        worse=tuple(dict.fromkeys(code for codes in against.values() for code in codes)),
        worse_than=tuple(version for version, codes in against.items() if codes),
        left_out=left_out,
        fields=tuple(_fields(labels, _by_call(current[1]), _by_call(candidate[1]), forms)),
    )


def _reasons(
    labels: Sequence[GoldenLabel],
    candidate: Sequence[Outcome],
    other: Sequence[Outcome],
    forms: Forms,
) -> list[str]:
    """Return why a candidate is worse than another version on the calls that both were asked about."""
    both = {each.call_id for each in candidate} & {each.call_id for each in other}
    theirs = [label for label in labels if label.call_id in both]
    new, old = (
        version_report("", 0, theirs, [each for each in outcomes if each.call_id in both], forms)
        for outcomes in (candidate, other)
    )
    return reasons_against(new, old) if theirs else []


def _by_call(outcomes: Iterable[Outcome]) -> dict[str, Mapping[str, Any]]:
    return {each.call_id: each.answers or {} for each in outcomes}


def _fields(
    labels: Sequence[GoldenLabel],
    current: Mapping[str, Mapping[str, Any]],
    candidate: Mapping[str, Mapping[str, Any]],
    forms: Forms,
) -> Iterable[FieldOfCall]:
    for label in labels:
        old, new = current[label.call_id], candidate[label.call_id]
        before, after = value_at(old, label.pointer), value_at(new, label.pointer)
        form = forms.get(label.pointer, ANYTHING)
        yield FieldOfCall(
            call_id=label.call_id,
            pointer=label.pointer,
            expected=label.expected,
            current=before,
            candidate=after,
            current_f1=agreement(label.expected, before, form).f1 if old else 0.0,
            candidate_f1=agreement(label.expected, after, form).f1 if new else 0.0,
        )
