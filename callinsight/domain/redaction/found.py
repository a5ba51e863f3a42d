"""A value that was found in a text."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["card", "iban", "email", "ssn", "phone"]
KINDS: tuple[Kind, ...] = ("card", "iban", "email", "ssn", "phone")


class Found(NamedTuple):
    """Where a value stands in a text; `value` is the same however it was said."""

    start: int
    end: int
    kind: Kind
    value: str


def apart(found: Iterable[Found]) -> list[Found]:
    """Return what does not overlap with an earlier one, in the order of the text."""
    kept: list[Found] = []
    starts: list[int] = []
    for one in found:
        place = bisect_left(starts, one.end)
        if place == 0 or kept[place - 1].end <= one.start:
            kept.insert(place, one)
            starts.insert(place, one.start)
    return kept
