"""Categories and scorecards of a call as lines of text."""

from collections.abc import Iterator, Mapping
from typing import Any

_OUTCOMES = {"passed": "yes", "failed": "no", "n_a": "n/a"}


def evaluation_lines(evaluation: Mapping[str, Any]) -> Iterator[str]:
    """Yield what applies with the turns that decided it, then each score with its criteria."""
    yield from _categories(evaluation.get("categories", ()))
    for scorecard in evaluation.get("scorecards", ()):
        yield from _scorecard(scorecard)
    if alerts := evaluation.get("alerts"):
        yield f"alerts: {', '.join(alerts)}"


def _categories(categories: Any) -> Iterator[str]:
    for category in categories:
        if category["applies"]:
            yield f"category: {_words(category['name'])}{_turns(category)}"
        elif category["applies"] is None:
            yield f"category: {_words(category['name'])} unknown ({_words(category['reason'] or '')})"


def _scorecard(scorecard: Mapping[str, Any]) -> Iterator[str]:
    percent = scorecard["percent"]
    total = "no score" if percent is None else f"{percent:g} %"
    failed = ", failed by one criterion that must pass" if scorecard["auto_failed"] else ""
    yield f"score {_words(scorecard['name'])}: {total}{failed}"
    for criterion in scorecard["criteria"]:
        yield f"  {_OUTCOMES[criterion['outcome']]:<4} {_words(criterion['name'])}{_why(criterion)}"


def _why(criterion: Mapping[str, Any]) -> str:
    """Tell the turns, why it is not applicable, and what a person changed."""
    said = criterion["override"]
    if said is not None:
        return f" (changed by {said['author']}, computed: {_OUTCOMES[criterion['computed']]})"
    return f" ({_words(criterion['reason'])})" if criterion["reason"] else _turns(criterion)


def _turns(found: Mapping[str, Any]) -> str:
    turns = found["turn_ids"]
    return f" (turn {', '.join(map(str, turns))})" if turns else ""


def _words(name: str) -> str:
    return name.replace("_", " ")
