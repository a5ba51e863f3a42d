"""Numbers that people say without a number word: `a dollar`, `a couple of days`, `twice`."""

import re
from collections.abc import Iterator
from decimal import Decimal

from callinsight.domain.facts.measures import BARE, COUNTED, TIMES, alike, family_of, is_money

_ARTICLE = r"(?:an?|one|per|ein(?:e[nmrs]?)?|une?|una|um|uma|uno|een)"
_AMOUNTS: dict[str, Decimal | int] = {
    _ARTICLE: 1,
    r"a (?:couple|pair)(?: of)?": 2,
    r"(?:ein )?paar": 2,
    r"un par de": 2,
    r"(?:half an?|a half)": Decimal("0.5"),
    r"a dozen": 12,
    r"(?:an? )?hundred": 100,
}
_PATTERNS = [
    (re.compile(rf"(?<!half )\b{words}\s+([^\W\d_]+)", re.IGNORECASE), Decimal(value))
    for words, value in _AMOUNTS.items()
]
_OFTEN = {
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "einmal": 1,
    "zweimal": 2,
    "dreimal": 3,
    "deux fois": 2,
}
_ADVERBS = re.compile(rf"\b(?:{'|'.join(_OFTEN)})\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\ban? ([^\W\d_]+) and a half\b", re.IGNORECASE)
_AND_CENTS = re.compile(rf"\b{_ARTICLE} ([^\W\d_]+) (?:and )?(\d\d)\b", re.IGNORECASE)
_WHOLES = {
    "a grand": 1000,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
}
_WHOLE = re.compile(rf"\b(?:{'|'.join(_WHOLES)})\b", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<!\w)'(\d\d)\b")


def indefinite_in(text: str) -> Iterator[tuple[Decimal, str]]:
    """Yield numbers with what they count."""
    for pattern, value in _PATTERNS:
        for found in pattern.finditer(text):
            yield from _counted(found[1], value)
    for found in _AND_A_HALF.finditer(text):
        yield from _counted(found[1], Decimal("1.5"))
    for found in _AND_CENTS.finditer(text):
        if is_money(family_of(found[1]) or BARE):
            yield from _counted(found[1], 1 + Decimal(found[2]) / 100)
    for found in _ADVERBS.finditer(text):
        yield Decimal(_OFTEN[found.group().casefold()]), TIMES
    yield from _wholes(text)


def _counted(word: str, value: Decimal) -> Iterator[tuple[Decimal, str]]:
    family = family_of(word)
    if family is not None:
        yield from ((value, each) for each in (family, *alike(family)))


def _wholes(text: str) -> Iterator[tuple[Decimal, str]]:
    for found in _WHOLE.finditer(text):
        yield Decimal(_WHOLES[found.group().casefold()]), BARE
    for found in _SHORT_YEAR.finditer(text):
        yield from ((Decimal(century + int(found[1])), COUNTED) for century in (1900, 2000))
