"""A value that was found in a text."""

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
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)
