"""Whether the names in scorecards and alerts lead somewhere, each to one thing."""

from collections.abc import Collection, Iterator, Sequence

from callinsight.domain.category import Category
from callinsight.domain.scorecard import Alerts, Scorecard

MOST_CRITERIA = 100  # they are kept on the record of every call


def dangling(
    answers: Collection[str],
    checks: Sequence[str],
    categories: Sequence[Category],
    scorecards: Sequence[Scorecard],
    alerts: Alerts | None,
) -> str | None:
    """Return what is wrong with the names first, without repeating any; None if all is well."""
    pointers = [each.field for card in scorecards for each in card.criteria if each.field]
    if any(pointer.split("/")[1] not in answers for pointer in pointers):
        return "a criterion names a field that the profile does not ask for"
    problems = _problems(checks, [each.name for each in categories], scorecards, alerts)
    return next(problems, None)


def _problems(
    checks: Sequence[str],
    categories: Sequence[str],
    scorecards: Sequence[Scorecard],
    alerts: Alerts | None,
) -> Iterator[str]:
    criteria = [criterion for card in scorecards for criterion in card.criteria]
    paths = [f"{card.name}/{criterion.name}" for card in scorecards for criterion in card.criteria]
    if len(criteria) > MOST_CRITERIA:
        yield f"scorecards have at most {MOST_CRITERIA} criteria together"
    if any(map(_repeats, (categories, [card.name for card in scorecards], paths))):
        yield "categories, scorecards and the criteria of one must have names of their own"
    told = alerts or Alerts()
    for who, what, named, known in (
        ("a criterion names", "check", [each.check for each in criteria], checks),
        ("a criterion names", "category", [each.category for each in criteria], categories),
        ("alerts name", "category", told.categories, categories),
        ("alerts name", "criterion", told.criteria, paths),
    ):
        if not {name for name in named if name is not None} <= {*known}:
            yield f"{who} a {what} that the profile does not have"


def _repeats(names: Sequence[str]) -> bool:
    return len(set(names)) < len(names)
