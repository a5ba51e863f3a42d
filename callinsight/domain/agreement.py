"""How far two values of a field agree: exactly, and as F1 between 0 and 1."""

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, NamedTuple

# What a model or code says about a claim, beside what it claims and by which words.
_ABOUT_CLAIMS = {"said_by", "turn_ids", "confidence", "verified", "problem", "start", "end"}
_WORD = re.compile(r"\w+")


class Agreement(NamedTuple):
    """How far a value is the expected one; exact values have an F1 of 1."""

    exact: bool
    f1: float


def agreement(expected: Any, found: Any) -> Agreement:
    """Compare two JSON values: texts by their words, lists as sets, objects field by field.

    Claims are compared by what they say and quote; where that was said, and how sure a model was,
    is no answer. Anything else agrees or does not; null agrees with null alone.
    """
    expected, found = _claimed(expected), _claimed(found)
    exact = _canonical(expected) == _canonical(found)
    return Agreement(exact, 1.0 if exact else _f1(expected, found))


def _f1(expected: Any, found: Any) -> float:
    if isinstance(expected, str) and isinstance(found, str):
        return _overlap(_words(expected), _words(found))
    if isinstance(expected, list) and isinstance(found, list):
        return _overlap(set(map(_identity, expected)), set(map(_identity, found)))
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        names = expected.keys() | found.keys()
        parts = [agreement(expected.get(name), found.get(name)).f1 for name in sorted(names)]
        return sum(parts) / len(parts)
    return 0.0


def _claimed(value: Any) -> Any:
    if not isinstance(value, Mapping) or not isinstance(value.get("quote"), str):
        return value
    return {name: part for name, part in value.items() if name not in _ABOUT_CLAIMS}


def _overlap(expected: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """Return the F1 of what both have; two that have nothing agree."""
    left, right = Counter(expected), Counter(found)
    size = left.total() + right.total()
    return 2 * (left & right).total() / size if size else 1.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _identity(value: Any) -> Hashable:
    """Tell what makes an entry of a list the same: for a claim the words it rests on."""
    if isinstance(value, Mapping) and isinstance(value.get("quote"), str):
        return ("quote", *_words(value["quote"]))
    if isinstance(value, str):
        return ("text", *_words(value))
    return _canonical(value)


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
