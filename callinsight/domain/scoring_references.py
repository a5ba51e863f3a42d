"""Whether the names in scorecards and alerts lead somewhere, each to one thing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from callinsight.domain.category import Category
from callinsight.domain.scorecard import Alerts, Criterion, Scorecard

MOST_CRITERIA = 100  # they are kept on the record of every call


class Dangling(NamedTuple):
    """A name that leads nowhere, or to two things: its field, as `scorecards.0.name`, and why."""

    field: str
    message: str


def dangling(
    answers: Collection[str],
    checks: Collection[str],
    categories: Sequence[Category],
    scorecards: Sequence[Scorecard],
    alerts: Alerts | None,
) -> Iterator[Dangling]:
    """Yield what is wrong with the names, without repeating any of them."""
    named = [each.name for each in categories]
    criteria = [
        (f"scorecards.{at}.criteria.{number}", criterion)
        for at, card in enumerate(scorecards)
        for number, criterion in enumerate(card.criteria)
    ]
    if len(criteria) > MOST_CRITERIA:
        yield Dangling("scorecards", f"scorecards have at most {MOST_CRITERIA} criteria together")
    yield from chain(
        _twice(_names("categories", categories)),
        _twice(_names("scorecards", scorecards)),
        *(
            _twice(_names(f"scorecards.{at}.criteria", card.criteria))
            for at, card in enumerate(scorecards)
        ),
    )
    for place, criterion in criteria:
        yield from _of_criterion(place, criterion, answers, checks, named)
    paths = [f"{card.name}/{criterion.name}" for card in scorecards for criterion in card.criteria]
    told = alerts or Alerts()
    for what, place, names, known in (
        ("category", "alerts.categories", told.categories, named),
        ("criterion", "alerts.criteria", told.criteria, paths),
    ):
        for number, name in enumerate(names):
            if name not in known:
                yield _nowhere(f"{place}.{number}", "alerts name", what)


def _of_criterion(
    place: str,
    criterion: Criterion,
    answers: Collection[str],
    checks: Collection[str],
    categories: Collection[str],
) -> Iterator[Dangling]:
    if criterion.field is not None and criterion.field.split("/")[1] not in answers:
        message = "a criterion names a field that the profile does not ask for"
        yield Dangling(f"{place}.field", message)
    for what, name, known in (
        ("check", criterion.check, checks),
        ("category", criterion.category, categories),
    ):
        if name is not None and name not in known:
            yield _nowhere(f"{place}.{what}", "a criterion names", what)


def _nowhere(place: str, who: str, what: str) -> Dangling:
    return Dangling(place, f"{who} a {what} that the profile does not have")


def _names(place: str, items: Iterable[Category | Scorecard | Criterion]) -> list[tuple[str, str]]:
    return [(f"{place}.{number}.name", item.name) for number, item in enumerate(items)]


def _twice(named: Sequence[tuple[str, str]]) -> Iterator[Dangling]:
    seen = set[str]()
    for place, name in named:
        if name in seen:
            yield Dangling(
                place, "categories, scorecards and the criteria of one must have names of their own"
            )
        seen.add(name)
