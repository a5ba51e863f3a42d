"""Facts as they are written in an answer: amounts, dates, phone numbers, names."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_PHONE = 7
_MONTH = "|".join(MONTHS)
_ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?!\w)")
_DAY_MONTH = re.compile(
    rf"(?<!\w)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+({_MONTH})\b", re.IGNORECASE
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w$€£.,])\+?\(?\d[\d ()./-]{5,}\d(?!\w)")
_AMOUNT = re.compile(
    r"[$€£¥₹]\s?(\d[\d.,]*)"
    r"|(\d[\d.,]*)\s?(?:[$€£¥₹%]|(?:dollars?|euros?|pounds?|cents?|percent|usd|eur|gbp)\b)",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Herr|Frau|Monsieur|Madame)\b\.?\s+([^\W\d_][\w'-]*)")
# Fields of call_analysis.v1 whose whole text is a name.
_NAME_FIELDS = frozenset({"name"})


class WrittenDate(NamedTuple):
    """A day of a month, as an answer writes it."""

    text: str
    month: int
    day: int


def dates_in(text: str) -> Iterator[WrittenDate]:
    """Yield dates with a day: 2026-05-03, May 3rd, the 3rd of May."""
    for found in _ISO.finditer(text):
        yield WrittenDate(found.group(), int(found.group(2)), int(found.group(3)))
    for found in _DAY_MONTH.finditer(text):
        month = MONTHS.index(found.group(2).lower()) + 1
        yield WrittenDate(found.group(), month, int(found.group(1)))
    for found in _MONTH_DAY.finditer(text):
        month = MONTHS.index(found.group(1).lower()) + 1
        yield WrittenDate(found.group(), month, int(found.group(2)))


def days_named_in(text: str) -> set[str]:
    """Return months and weekdays; `may` and `march` only with a capital, for they are verbs too."""
    words = re.findall(r"[^\W\d_]+", text)
    names = {w.lower() for w in words if w[:1].isupper() and w[1:].islower()}
    return names & {*MONTHS, *WEEKDAYS}


def phones_in(text: str) -> Iterator[str]:
    """Yield runs of seven or more digits with the marks that people put into phone numbers."""
    for found in _PHONE.finditer(text):
        if sum(char.isdigit() for char in found.group()) >= _SHORTEST_PHONE:
            yield found.group()


def amounts_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield amounts of money and percentages: as they are written, and the number alone."""
    for found in _AMOUNT.finditer(text):
        yield found.group(), (found.group(1) or found.group(2)).rstrip(".,")


def names_in(field: str, text: str) -> Iterator[str]:
    """Yield names: what a field for names holds, and what follows a form of address."""
    if field in _NAME_FIELDS:
        yield text
    yield from _TITLED.findall(text)
