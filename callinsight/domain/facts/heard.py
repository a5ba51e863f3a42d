"""What the turns of a call hold, in the forms in which facts are compared."""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from callinsight.domain.facts.clock_times import ClockTime, clock, times_heard_in, times_in
from callinsight.domain.facts.dates import (
    WrittenDate,
    dates_in,
    days_alone_in,
    days_in,
    months_heard_in,
    weekdays_in,
)
from callinsight.domain.facts.indefinite import indefinite_in
from callinsight.domain.facts.measures import BARE, CENT, COUNTED, SMALLER, alike, is_money
from callinsight.domain.facts.number_runs import Run, joined_windows, runs_in, windows
from callinsight.domain.facts.quantities import Quantity, quantities_in
from callinsight.domain.facts.spans import without

_HOURS, _MINUTES = 24, 60
_MOST_WORDS_BETWEEN = 3


class Said(NamedTuple):
    """One turn, or several, with number words as digits: who speaks, and the text."""

    speaker: str
    text: str


class Heard(NamedTuple):
    """Facts that were said. A number has what it counts; `windows` are digits side by side."""

    numbers: frozenset[tuple[Decimal, str]]
    windows: frozenset[str]
    dates: tuple[WrittenDate, ...]
    days: frozenset[tuple[int, int]]
    days_alone: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    times: frozenset[ClockTime]

    def has(self, values: Iterable[Decimal], families: Iterable[str]) -> bool:
        """Say whether one of the values was said of one of these, or stood alone."""
        wanted = {BARE, *families}
        return any((value, family) in self.numbers for value in values for family in wanted)

    def has_value(self, values: Iterable[Decimal]) -> bool:
        """Say whether one of the values was said, whatever it counted."""
        known = {value for value, _ in self.numbers}
        return not known.isdisjoint(values)


def heard(turns: Iterable[Said], language: str | None) -> Heard:
    """Return the facts of turns in the order of the call."""
    said = list(turns)
    texts = [turn.text for turn in said]
    quantities = [one for text in texts for one in quantities_in(_bare(text), language)]
    numbers = {pair for quantity in quantities for pair in _pairs(quantity)}
    indefinite = {pair for text in texts for pair in indefinite_in(text)}
    numbers |= indefinite | {pair for one in indefinite for pair in _in_other_units(*one)}
    chains = [runs_in(text) for text in texts]
    pieces = [p for turn in chains for chain in turn for run in chain for p in run.pieces]
    numbers |= {(Decimal(piece.digits), COUNTED) for piece in pieces if len(piece.digits) > 1}
    dates = tuple(date for text in texts for date in dates_in(text))
    return Heard(
        numbers=frozenset(numbers),
        windows=frozenset(_windows(said, chains)),
        dates=dates,
        days=frozenset(day for text in texts for day in days_in(text)),
        days_alone=frozenset(day for text in texts for day in days_alone_in(text, language)),
        months=frozenset(month for text in texts for month in months_heard_in(text))
        | {month for date in dates for month, _ in date.days},
        weekdays=frozenset(day for text in texts for day in weekdays_in(text)),
        times=frozenset(time for text in texts for time in times_heard_in(text))
        | {time for one in quantities if one.family == BARE for time in _bare_times(one.pieces)},
    )


def _pairs(quantity: Quantity) -> Iterator[tuple[Decimal, str]]:
    """Yield what a number says: 45.20 dollars are also 45 dollars and 20 cents."""
    for value in quantity.values:
        yield from ((value, family) for family in alike(quantity.family))
        yield from _in_other_units(value, quantity.family)
        if quantity.family == CENT:
            yield value, CENT
            yield from ((value / 100, family) for family in alike(CENT))
        elif is_money(quantity.family) and value != (whole := value.to_integral_value(ROUND_DOWN)):
            yield whole, quantity.family
            yield (value - whole) * 100, CENT


def _in_other_units(value: Decimal, family: str) -> Iterator[tuple[Decimal, str]]:
    if family in SMALLER:
        smaller, count = SMALLER[family]
        yield value * count, smaller
    for larger, (smaller, count) in SMALLER.items():
        if smaller == family:
            yield value / count, larger


def _bare(text: str) -> str:
    """Return a text without what is no amount whatever stands around it: dates and times."""
    spans = [(date.start, date.end) for date in dates_in(text)]
    return without(text, [*spans, *((time.start, time.end) for time in times_in(text))])


def _bare_times(pieces: tuple[str, ...]) -> Iterator[ClockTime]:
    """Yield the times that `3`, `3 30` or `15 oh 5` may be."""
    hour, minutes = pieces[0], "".join(pieces[1:])
    is_short = re.fullmatch(r"\d{1,2}", hour) and re.fullmatch(r"(\d\d)?", minutes)
    if is_short and int(hour) <= _HOURS and int(minutes or 0) < _MINUTES:
        yield clock(int(hour), int(minutes or 0))._replace(half=None)


def _windows(said: list[Said], chains: list[list[list[Run]]]) -> Iterator[str]:
    for turn in chains:
        for chain in turn:
            yield from windows(chain)
    yield from _joined(said, chains)


def _joined(said: list[Said], chains: list[list[list[Run]]]) -> Iterator[str]:
    """Yield numbers that somebody goes on reading out after a word of the other."""
    for place, turn in enumerate(said):
        after = next_of(said, place)
        if after is None or not chains[place] or not chains[after]:
            continue
        last, first = chains[place][-1], chains[after][0]
        if not _has_words(turn.text[last[-1].end :]) and not _has_words(
            said[after].text[: first[0].start]
        ):
            yield from joined_windows(last, first)


def next_of(said: list[Said], place: int) -> int | None:
    """Return the speaker's next turn, if the other says hardly a word in between."""
    for after in range(place + 1, min(place + 3, len(said))):
        if said[after].speaker == said[place].speaker:
            return after
        if len(said[after].text.split()) > _MOST_WORDS_BETWEEN:
            return None
    return None


def _has_words(text: str) -> bool:
    return any(char.isalpha() for char in text)
