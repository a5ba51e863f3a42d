"""Values planted in the labelled calls, each in one of the ways in which people give them."""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import NamedTuple

from tests.domain.labelled import Line
from tests.domain.sensitive import (
    ADDRESSES,
    NUMERALS,
    TEST_CARDS,
    TEST_IBANS,
    digit_by_digit,
    grouped,
    in_pairs,
    read_out,
    with_doubles,
)

LETTERS = {str(digit): name for digit, name in enumerate(digit_by_digit("0123456789").split())}


class Planted(NamedTuple):
    """A value in a call: the question before it, what is said in each of its turns, the language."""

    kind: str
    question: str
    said: tuple[str, ...]
    language: str = "en"

    @property
    def lines(self) -> list[Line]:
        """The question and the turns with the value; the agent says a word in between."""
        first, *others = self.said
        turns = [first, *(part for other in others for part in ("sure thing", other))]
        turns[0] = f"sure that is {turns[0]}"
        turns[-1] = f"{turns[-1]} okay"
        return [("A", self.question), *zip(cycle("CA"), turns, strict=False)]

    def is_hidden(self, text: str) -> bool:
        """Say whether a text has a placeholder and nothing else in the place of each part."""
        name = rf"\+?\[{self.kind}(?:_\d+)?\]"
        between = r"(?:(?!okay).)*sure thing\W+(?:[\w\[\]: \",]*[:\"] ?)?"
        told = re.findall(r"sure that is (.*?) okay", text, re.DOTALL)
        parts = between.join([name] * len(self.said))
        return bool(told) and all(re.fullmatch(parts, one, re.DOTALL) for one in told)


def planted_values() -> Iterator[Planted]:
    """Yield every value in every way, by kind."""
    for kind, (question, values) in _VALUES.items():
        for value in values:
            yield from (Planted(kind, question, (said,)) for said in _ways(kind, value))
    yield from _interrupted()
    yield from _of_other_languages()


def _interrupted() -> Iterator[Planted]:
    """Yield values in the middle of which the agent speaks."""
    card = TEST_CARDS[0]
    for parts in (
        (grouped(card[:8], [4], " "), grouped(card[8:], [4], " ")),
        tuple(digit_by_digit(card[at : at + 4]) for at in range(0, 16, 4)),
    ):
        yield Planted("CARD", _VALUES["CARD"][0], parts)
    yield Planted("EMAIL", _VALUES["EMAIL"][0], ("anna dot smith", "at gmail dot com"))


def _of_other_languages() -> Iterator[Planted]:
    """Yield what people say of whom the call's language, or English, is not the other's."""
    for language in NUMERALS:
        for card in TEST_CARDS[:3]:
            yield Planted("CARD", _VALUES["CARD"][0], (read_out(card, language),), language)
        yield Planted("CARD", _VALUES["CARD"][0], (digit_by_digit(TEST_CARDS[3]),), language)
    for language, addresses in ADDRESSES.items():
        for address in addresses:
            yield Planted("EMAIL", _VALUES["EMAIL"][0], (address,), language)


_VALUES = {
    "CARD": ("what is the number on your card", TEST_CARDS),
    "IBAN": ("which account shall we use", TEST_IBANS),
    "SSN": (
        "your social security number please",
        ("123456789", "078051120", "457555462", "912701234"),
    ),
    "EMAIL": ("where can we write to you", ("anna.smith", "j_doe", "info")),
    "PHONE": ("which number can we call", ("2024561111", "2125550123", "3105557890", "5551234567")),
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
    groups = [digit_by_digit(group) for group in grouped(value, [4] * 3, " ").split()]
    asides = [" comma ".join(groups), ", that's right, ".join(groups), ". Sorry. ".join(groups)]
    more = {
        "CARD": [in_pairs(value), *(asides if len(value) > 14 else asides[:1])],
        "PHONE": [f"+1 {grouped(value, [3, 3], ' ')}"],
    }
    return [*written, *said, *more.get(kind, [])]
