"""Scorecards answered by rules and by fields of an analysis; what is not borne out is no pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from callinsight.domain.analysis import Analysis
from callinsight.domain.claim import claims_in
from callinsight.domain.evaluation import (
    TURNS_SHOWN,
    CategoryResult,
    CriterionResult,
    Outcome,
    ScorecardResult,
)
from callinsight.domain.scorecard import Criterion, Scorecard

_DIGITS = 1
NOT_ANSWERED = "not_answered"
UNVERIFIED = "unverified"


class Found(NamedTuple):
    """How a criterion came out, before anybody says otherwise."""

    outcome: Outcome
    turn_ids: Sequence[int] = ()
    reason: str | None = None


def scorecard_results(
    scorecards: Iterable[Scorecard], analysis: Analysis, categories: Sequence[CategoryResult]
) -> tuple[ScorecardResult, ...]:
    """Return every scorecard with its criteria and its total."""
    return tuple(
        totalled(
            scorecard.name,
            [_result(criterion, analysis, categories) for criterion in scorecard.criteria],
        )
        for scorecard in scorecards
    )


def totalled(name: str, criteria: Iterable[CriterionResult]) -> ScorecardResult:
    """Return the total: the weight that passed of the weight that counts, or 0 by auto-fail."""
    rows = tuple(criteria)
    counted = [row for row in rows if row.outcome != "n_a"]
    auto_failed = any(row.auto_fail and row.outcome == "failed" for row in rows)
    passed = sum(row.weight for row in counted if row.outcome == "passed" and not auto_failed)
    whole = sum(row.weight for row in counted)
    percent = round(100 * passed / whole, _DIGITS) if whole else None
    return ScorecardResult(name=name, percent=percent, auto_failed=auto_failed, criteria=rows)


def _result(
    criterion: Criterion, analysis: Analysis, categories: Sequence[CategoryResult]
) -> CriterionResult:
    found = _found(criterion, analysis, categories)
    return CriterionResult(
        name=criterion.name,
        weight=criterion.weight,
        outcome=found.outcome,
        auto_fail=criterion.auto_fail,
        reason=found.reason,
        turn_ids=tuple(found.turn_ids[:TURNS_SHOWN]),
    )


def _found(criterion: Criterion, analysis: Analysis, categories: Sequence[CategoryResult]) -> Found:
    if criterion.field is not None:
        return _of_field(criterion.field, criterion.passes or (), analysis)
    if criterion.category is not None:
        return _of_category(criterion, categories)
    for check in analysis.checks:
        if check.name != criterion.check:
            continue
        if check.passed is None:
            return Found("n_a", check.turn_ids, check.reason)
        return Found(_passed(holds=check.passed), check.turn_ids)
    return Found("n_a", reason="no_check")


def _of_category(criterion: Criterion, categories: Sequence[CategoryResult]) -> Found:
    for category in categories:
        if category.name == criterion.category:
            if category.applies is None:
                return Found("n_a", category.turn_ids, category.reason)
            return Found(_passed(holds=category.applies is criterion.present), category.turn_ids)
    return Found("n_a", reason="no_category")


def _of_field(pointer: str, passes: Sequence[Any], analysis: Analysis) -> Found:
    """A field is not applicable without a value, or if the words it rests on were not found."""
    way = [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]
    holders = [analysis.answers, *_values_along(analysis.answers, way)]
    value = holders[-1] if len(holders) == len(way) + 1 else None
    if isinstance(value, Mapping):  # a value that comes with its evidence
        holders, value = [*holders, value], value.get("value", value.get("text"))
    if value is None or isinstance(value, (Mapping, list)):
        return Found("n_a", reason=NOT_ANSWERED)
    evidence = holders[-2] if len(holders) > 2 else None  # noqa: PLR2004  (the whole is no evidence)
    claims = [place.value for place in claims_in(evidence)]
    place = pointer if holders[-2] is holders[-1] else pointer.rpartition("/")[0] or pointer
    if _lacks_words(evidence, claims) or _is_doubted(place, analysis):
        return Found("n_a", reason=UNVERIFIED)
    turns = sorted({turn for claim in claims for turn in claim.get("turn_ids", ())})
    return Found(_passed(holds=any(_same(value, good) for good in passes)), turns)


def _values_along(value: Any, way: Iterable[str]) -> Iterator[Any]:
    for part in way:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return
        yield value


def _lacks_words(evidence: Any, claims: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether a claim was not verified, or the value's own `evidence` is empty."""
    left_out = isinstance(evidence, Mapping) and not evidence.get("evidence", True)
    return left_out or not all(claim.get("verified") for claim in claims)


def _is_doubted(place: str, analysis: Analysis) -> bool:
    """Say whether the checks found something wrong with the field or what stands beside it."""
    return any(f"{finding.path}/".startswith(f"{place}/") for finding in analysis.findings)


def _same(value: Any, good: Any) -> bool:
    """Compare as JSON does, where true is not 1; texts without case and blanks round them."""
    if isinstance(value, str) and isinstance(good, str):
        return value.strip().casefold() == good.strip().casefold()
    return isinstance(value, bool) is isinstance(good, bool) and bool(value == good)


def _passed(*, holds: bool) -> Outcome:
    return "passed" if holds else "failed"
