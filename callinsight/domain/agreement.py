"""How far two values of a field agree: exactly, and as F1 between 0 and 1."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from callinsight.domain.text_agreement import contradict, text_agreement
from callinsight.domain.value_form import ANYTHING, ValueForm

# What a model or code says about a claim, beside what it claims and by which words.
_ABOUT_CLAIMS = {"said_by", "turn_ids", "confidence", "verified", "problem", "start", "end"}
_HALF_ALIKE = 0.5  # entries of lists that share no more than this are different ones


class Agreement(NamedTuple):
    """How far a value is the expected one; exact values have an F1 of 1."""

    exact: bool
    f1: float


def agreement(expected: Any, found: Any, form: ValueForm = ANYTHING) -> Agreement:
    """Compare two JSON values: texts by their words, lists by their entries, objects by fields.

    Claims are compared by what they say and quote; where that was said, and how sure a model was,
    is no answer. What the schema lists agrees or does not, numbers agree as far as their distance is
    small within a range that the schema tells; null agrees with null alone.
    """
    expected, found = _claimed(expected), _claimed(found)
    exact = _canonical(expected) == _canonical(found)
    return Agreement(exact, 1.0 if exact else _f1(expected, found, form))


def _f1(expected: Any, found: Any, form: ValueForm) -> float:
    if isinstance(expected, str) and isinstance(found, str):
        return 0.0 if form.is_listed else text_agreement(expected, found)
    if isinstance(expected, list) and isinstance(found, list):
        return _of_lists(expected, found, form)
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return 0.0 if _are_opposite(expected, found) else _of_fields(expected, found, form)
    if _is_number(expected) and _is_number(found) and form.span:
        return max(0.0, 1 - abs(float(expected) - float(found)) / form.span)
    return 0.0


def _of_fields(expected: Mapping[str, Any], found: Mapping[str, Any], form: ValueForm) -> float:
    names = sorted(expected.keys() | found.keys())
    parts = [agreement(expected.get(n), found.get(n), form.field(n)).f1 for n in names]
    return sum(parts) / len(parts)


def _of_lists(expected: Sequence[Any], found: Sequence[Any], form: ValueForm) -> float:
    inner = form.entry()
    if form.has_places and len(expected) == len(found):
        pairs = zip(expected, found, strict=True)
        return sum(agreement(one, other, inner).f1 for one, other in pairs) / len(expected)
    likeness = [[_likeness(one, other, inner) for other in found] for one in expected]
    turned = [list(column) for column in zip(*likeness, strict=True)]
    return 2 * max(_matched(likeness), _matched(turned)) / (len(expected) + len(found))


def _matched(likeness: Sequence[Sequence[float]]) -> float:
    """Return how like the entries are, each beside the likest one that is left."""
    pairs = [
        (like, row, place)
        for row, others in enumerate(likeness)
        for place, like in enumerate(others)
        if like > _HALF_ALIKE
    ]
    rows, places, total = set[int](), set[int](), 0.0
    for like, row, place in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if row not in rows and place not in places:
            rows.add(row)
            places.add(place)
            total += like
    return total


def _likeness(expected: Any, found: Any, form: ValueForm) -> float:
    """Compare entries of lists: claims are the same if they rest on the same words."""
    if not (_is_claim(expected) and _is_claim(found)):
        return agreement(expected, found, form).f1
    if _are_opposite(expected, found):
        return 0.0
    one, other = (
        {name: part for name, part in _claimed(claim).items() if name != "text"}
        for claim in (expected, found)
    )
    return agreement(one, other, form).f1


def _are_opposite(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Say whether two claims contradict each other, whatever words they quote."""
    said, told = expected.get("text"), found.get("text")
    are_claims = _is_claim(expected) and _is_claim(found)
    return are_claims and isinstance(said, str) and isinstance(told, str) and contradict(said, told)


def _is_claim(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("quote"), str)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _claimed(value: Any) -> Any:
    if not _is_claim(value):
        return value
    return {name: part for name, part in value.items() if name not in _ABOUT_CLAIMS}


def _canonical(value: Any) -> str:
    """Return a value as text: true is not 1, and 1.0 is what 1 is."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in _claimed(value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value
