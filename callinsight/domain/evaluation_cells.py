"""What categories, scorecards and findings say of a call, as cells of a table."""

from collections.abc import Callable, Iterator
from typing import Any

from callinsight.domain.call import Call
from callinsight.domain.evaluation import CriterionResult, Evaluation
from callinsight.domain.overrides import with_overrides


def categories(call: Call) -> list[str] | None:
    """Return the categories that apply."""
    return _categories(call, applies=True)


def unknown_categories(call: Call) -> list[str] | None:
    """Return the categories of which nobody can know whether they apply."""
    return _categories(call, applies=None)


def scores(call: Call) -> dict[str, float | None] | None:
    """Return the percent of each scorecard, with what people say; None: nothing is applicable."""
    shown = _shown(call)
    return None if shown is None else {card.name: card.percent for card in shown.scorecards}


def failed_criteria(call: Call) -> list[str] | None:
    """Return the criteria that failed, each as scorecard/criterion."""
    return _criteria(call, lambda row: row.outcome == "failed")


def overridden_criteria(call: Call) -> list[str] | None:
    """Return the criteria that a person put right."""
    return _criteria(call, lambda row: row.override is not None)


def alerts(call: Call) -> list[str] | None:
    """Return the codes of the alerts that the analysis raised."""
    return None if call.evaluation is None else [*call.evaluation.alerts]


def finding_lines(findings: list[dict[str, Any]]) -> Iterator[str]:
    """Yield each finding in one line: its kind, its place and its reason."""
    for finding in findings:
        yield f"{finding['kind']} {finding['path']}: {finding['reason']}"


def _shown(call: Call) -> Evaluation | None:
    return with_overrides(call.evaluation, call.score_overrides or ())


def _categories(call: Call, *, applies: bool | None) -> list[str] | None:
    if call.evaluation is None:
        return None
    return [each.name for each in call.evaluation.categories if each.applies is applies]


def _criteria(call: Call, counts: Callable[[CriterionResult], bool]) -> list[str] | None:
    shown = _shown(call)
    if shown is None:
        return None
    return [
        f"{card.name}/{row.name}"
        for card in shown.scorecards
        for row in card.criteria
        if counts(row)
    ]
