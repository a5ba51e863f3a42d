"""How good a version of a profile is over the golden set, and whether another one is worse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

from pydantic import Field

from callinsight.domain.agreement import agreement
from callinsight.domain.claim import claims_in
from callinsight.domain.cost import total_usd
from callinsight.domain.golden import GoldenLabel, value_at
from callinsight.domain.model import Stored
from callinsight.domain.value_form import ANYTHING, ValueForm

# A share may fall by so much, but never by one whole label, call or claim: it would add up.
TOLERANCE = 0.02
_LESS_THAN_ONE = 0.5
_ROUNDING = 1e-9

# Each figure, and how many it is a share of.
_COUNTED = {
    "agreement": "labels",
    "schema_valid": "calls",
    "evidence_verified": "claims",
    "with_evidence": "calls",
}

Forms = Mapping[str, ValueForm]  # by pointer
NO_FORMS: Forms = {}


class Outcome(NamedTuple):
    """What one version said of one call; without answers, none fitted the schema.

    How long it took is unknown of answers that had been there before.
    """

    call_id: str
    answers: Mapping[str, Any] | None
    cost_usd: float | None
    seconds: float | None = None


class FieldReport(Stored):
    """How often and how far the answers of one place are the expected ones."""

    pointer: str
    labels: int
    exact: float
    f1: float


class VersionReport(Stored):
    """What one version achieved; shares lie between 0 and 1, None is unknown."""

    profile_id: str
    version: int
    calls: int
    labels: int
    agreement: float | None
    schema_valid: float | None
    evidence_verified: float | None
    claims: int = Field(0, description="of which `evidence_verified` is the share with words")
    with_evidence: float | None = Field(None, description="calls with a claim that has its words")
    cost_usd: float | None
    mean_seconds: float | None
    fields: tuple[FieldReport, ...]


def version_report(
    profile_id: str,
    version: int,
    labels: Sequence[GoldenLabel],
    outcomes: Sequence[Outcome],
    forms: Forms = NO_FORMS,
) -> VersionReport:
    """Compare what a version said with what people expect; a call without answers has none right."""
    fields = tuple(_field_reports(labels, outcomes, forms))
    verified = [list(_verified(each.answers or {})) for each in outcomes]
    claims = [claim for of_call in verified for claim in of_call]
    return VersionReport(
        profile_id=profile_id,
        version=version,
        calls=len(outcomes),
        labels=sum(field.labels for field in fields),
        agreement=_mean(field.f1 for field in fields for _ in range(field.labels)),
        schema_valid=_mean(float(each.answers is not None) for each in outcomes),
        evidence_verified=_mean(map(float, claims)),
        claims=len(claims),
        with_evidence=_mean(float(any(of_call)) for of_call in verified),
        cost_usd=total_usd(each.cost_usd for each in outcomes),
        mean_seconds=_mean(each.seconds for each in outcomes if each.seconds is not None),
        fields=fields,
    )


def reasons_against(candidate: VersionReport, other: VersionReport) -> list[str]:
    """Return why a candidate is worse than another version, in stable codes; empty: it is not.

    Every field counts for itself: a better summary makes up for no lost outcome.
    """
    if not candidate.labels:
        return ["nothing_to_compare"]
    shares = [
        (name, getattr(candidate, name), getattr(other, name), getattr(other, counted))
        for name, counted in _COUNTED.items()
    ]
    before = {field.pointer: field for field in other.fields}
    shares += [
        (f.pointer, f.f1, before[f.pointer].f1, f.labels)
        for f in candidate.fields
        if f.pointer in before
    ]
    return [name for name, new, old, count in shares if _fell(new, old, count)]


def _fell(new: float | None, old: float | None, count: int) -> bool:
    """Say whether the share of so many fell; one that is unknown now has lost all of it."""
    if not old:
        return False
    return (new or 0.0) < old - min(TOLERANCE, _LESS_THAN_ONE / max(count, 1)) - _ROUNDING


def _verified(answers: Mapping[str, Any]) -> Iterator[bool]:
    return (claim.value.get("verified") is True for claim in claims_in(answers))


def _field_reports(
    labels: Sequence[GoldenLabel], outcomes: Sequence[Outcome], forms: Forms
) -> Iterator[FieldReport]:
    answers = {each.call_id: each.answers or {} for each in outcomes}
    for pointer in sorted({label.pointer for label in labels}):
        form = forms.get(pointer, ANYTHING)
        told = [
            agreement(label.expected, value_at(answers[label.call_id], pointer), form)
            if answers[label.call_id]
            else None
            for label in labels
            if label.pointer == pointer and label.call_id in answers
        ]
        if told:
            yield FieldReport(
                pointer=pointer,
                labels=len(told),
                exact=fmean(float(each is not None and each.exact) for each in told),
                f1=fmean(0.0 if each is None else each.f1 for each in told),
            )


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return fmean(known) if known else None
