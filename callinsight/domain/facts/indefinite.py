"""Numbers that people say without a number word: `a dollar`, `a couple of days`, `twice`."""

import re
from collections.abc import Iterator
from decimal import Decimal

from callinsight.domain.facts.measures import TIMES, alike, family_of

_ARTICLE = r"(?:an?|one|per|ein(?:e[nmrs]?)?|une?|una|um|uma|uno|een)"
_AMOUNTS: dict[str, Decimal | int] = {
    _ARTICLE: 1,
    r"a (?:couple|pair)(?: of)?": 2,
    r"(?:ein )?paar": 2,
    r"un par de": 2,
    r"half an?": Decimal("0.5"),
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
_MINUTES_OF_HALF_AN_HOUR = Decimal(30)


def indefinite_in(text: str) -> Iterator[tuple[Decimal, str]]:
    """Yield numbers with what they count."""
    for pattern, value in _PATTERNS:
        for found in pattern.finditer(text):
            family = family_of(found[1])
            if family is not None:
                yield from ((value, each) for each in (family, *alike(family)))
            if family == "hour" and value < 1:
                yield _MINUTES_OF_HALF_AN_HOUR, "minute"
    for found in _AND_A_HALF.finditer(text):
        if family := family_of(found[1]):
            yield Decimal("1.5"), family
    for found in _ADVERBS.finditer(text):
        yield Decimal(_OFTEN[found.group().casefold()]), TIMES
