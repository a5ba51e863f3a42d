"""Values planted in the labelled calls, each in one of the ways in which people give them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.domain.labelled import Line
from tests.domain.sensitive import (
    TEST_CARDS,
    TEST_IBANS,
    digit_by_digit,
    grouped,
    in_pairs,
    with_doubles,
)

LETTERS = {str(digit): name for digit, name in enumerate(digit_by_digit("0123456789").split())}


class Planted(NamedTuple):
    """A turn with a value: the question before it, and what is said around the value."""

    kind: str
    question: str
    said: str

    @property
    def lines(self) -> list[Line]:
        """The question and the turn with the value."""
        return [("A", self.question), ("C", f"sure that is {self.said} okay")]

    def is_hidden(self, request: str) -> bool:
        """Say whether a model reads a placeholder and nothing else in the value's place."""
        told = re.findall(r"sure that is (.*?) okay", request)
        return bool(told) and all(re.fullmatch(rf"\+?\[{self.kind}_\d+\]", one) for one in told)


def planted_values() -> Iterator[Planted]:
    """Yield every value in every way, by kind."""
    for kind, (question, values) in _VALUES.items():
        yield from (
            Planted(kind, question, said) for value in values for said in _ways(kind, value)
        )


_VALUES = {
    "CARD": ("what is the number on your card", TEST_CARDS),
    "IBAN": ("which account shall we use", TEST_IBANS),
    "SSN": ("your social security number please", ("123456789", "078051120", "457555462")),
    "EMAIL": ("where can we write to you", ("anna.smith", "j_doe", "info")),
    "PHONE": ("which number can we call", ("2024561111", "2125550123", "3105557890")),
}
_SIZES = {"CARD": [4] * 3, "IBAN": [4] * 8, "SSN": [3, 2], "PHONE": [3, 3]}


def _ways(kind: str, value: str) -> list[str]:
    if kind == "EMAIL":
        hosts = ("@example.com", " at example dot com", " at example.com")
        return [f"{value}{host}" for host in hosts]
    written = [value, grouped(value, _SIZES[kind], " "), grouped(value, _SIZES[kind], "-")]
    if kind == "IBAN":
        return [*written, value.lower(), " ".join(LETTERS.get(char, char) for char in value)]
    said = [digit_by_digit(value), with_doubles(value)]
    more = {"CARD": [in_pairs(value)], "PHONE": [f"+1 {grouped(value, [3, 3], ' ')}"]}
    return [*written, *said, *more.get(kind, [])]
