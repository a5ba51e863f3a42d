"""Numbers in a text with what they count: 45.20 dollars, 12 percent, 30 days, or nothing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from callinsight.domain.facts.measures import (
    BARE,
    BEFORE,
    CENT,
    COUNTED,
    CURRENCIES,
    SYMBOL,
    exponent_of,
    family_of,
    is_money,
)
from callinsight.domain.facts.number_context import is_counted, is_function_word
from callinsight.domain.facts.number_runs import Run, runs_in

_HALF = re.compile(
    r"\s+(?:and a half|y medi[oa]|et demie?|e mezz[oa]|e mei[oa])\b(?:\s+(1(?:000){1,3})\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(rf"[\s-]{{0,2}}({SYMBOL}|[^\W\d_]+)", re.IGNORECASE)
_CENTS = re.compile(
    r"(,?\s+(?:and|y|et|und|e|en|con|mit))?,?\s+(\d{1,2})(?![\d.,:]*\d)", re.IGNORECASE
)


class Quantity(NamedTuple):
    """A number: what it may mean, what it counts, and where it stands.

    `is_part` marks the cents, or the whole, of an amount that is told in two numbers.
    """

    values: frozenset[Decimal]
    family: str
    start: int
    end: int
    digits: str
    pieces: tuple[str, ...]
    is_part: bool = False


def quantities_in(text: str, language: str | None) -> Iterator[Quantity]:
    """Yield every number of a text whose number words are digits already."""
    parts_until = -1
    for run in (run for chain in runs_in(text) for run in chain):
        one = _quantity(text, run, language)
        whole = _with_cents(text, one, language)
        if whole is not None:
            yield whole
            parts_until = whole.end
        yield one._replace(is_part=run.start < parts_until)


def _quantity(text: str, run: Run, language: str | None) -> Quantity:
    found, end = run.readings(language), run.end
    half = _HALF.match(text, end)
    if half:
        factor = Decimal(half[1] or 1)
        found, end = frozenset((v + Decimal("0.5")) * factor for v in found), half.end()
    word = _WORD.match(text, end)
    exponent = exponent_of(word[1]) if word else None
    if word and exponent:
        found, end = frozenset(v.scaleb(exponent) for v in found), word.end()
    start = run.start
    before = BEFORE.search(text, max(0, start - 5), start)
    family, unit_end = _unit(text, end)
    if before:
        family, start = family_of(before.group().strip()) or BARE, before.start()
    elif family == BARE and (run.is_spelled or is_counted(text, start, end, language)):
        family = COUNTED
    end = end if before else unit_end
    pieces = tuple(piece.text for piece in run.pieces)
    return Quantity(found, family, start, end, run.digits, pieces)


def _unit(text: str, end: int) -> tuple[str, int]:
    """Return what a number counts, also behind one other word: `7 business days`."""
    word = _WORD.match(text, end)
    for _ in range(2):
        if word is None:
            break
        family = family_of(word[1])
        if family is not None:
            cents = _WORD.match(text, word.end()) if family in CURRENCIES else None
            if cents and family_of(cents[1]) == CENT:
                return CENT, cents.end()
            return family, word.end()
        word = None if is_function_word(word[1]) else _WORD.match(text, word.end())
    return BARE, end


def _with_cents(text: str, one: Quantity, language: str | None) -> Quantity | None:
    """Return an amount with the cents that follow it: `45 dollars and 20 cents`, `3 Euro 50`."""
    cents = _CENTS.match(text, one.end) if is_money(one.family) and one.family != CENT else None
    if cents is None:
        return None
    family, end = _unit(text, cents.end())
    if family == BARE:
        end = cents.end()
        is_other = "," in cents[0] or is_counted(text, cents.start(2), end, language)
        is_open = language != "en" and cents[1] and _WORD.match(text, end)
        if is_other or is_open:
            return None
    elif family != CENT:
        return None
    more = Decimal(cents[2]) / 100
    whole = frozenset(value + more for value in one.values if value == value.to_integral_value())
    return one._replace(values=whole, end=end) if whole else None
