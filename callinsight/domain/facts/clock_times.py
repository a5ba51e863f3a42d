"""Times of the day: `15:00`, `3 pm`, `half past 3`, `15 Uhr`, and what people say for them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_HALF = r"\s*(?P<half>[ap]\.?\s?m\b\.?)"
_SUFFIX = rf"(?:{_HALF}|\s*(?P<sign>o'?\s?clock|uhr|uur)\b)"
_HOUR = r"(?P<hour>[01]?\d|2[0-4])"
_MINUTE = r"(?P<minute>[0-5]\d)"
_ALONE = r"(?<![\w:.,/$€£])"
_PART = r"(?:in the (?:morning|afternoon|evening)|at night)"
_WRITTEN = (
    re.compile(rf"{_ALONE}{_HOUR}(?::|h){_MINUTE}(?::\d\d)?{_SUFFIX}?(?![\d%]|:\d)", re.I),
    re.compile(
        rf"{_ALONE}{_HOUR}\s+(?:uhr|uur|heures?|horas|ore)\s+(?P<minute>[0-5]?\d)(?!\w)", re.I
    ),
    re.compile(rf"{_ALONE}{_HOUR}(?:[ .]{_MINUTE})?{_SUFFIX}", re.I),
    re.compile(rf"{_ALONE}{_HOUR}(?: {_MINUTE})?(?=\s+{_PART}\b)", re.I),
)
_WAY = rf"(?P<way>past|after|to|till|before|nach|vor|over|voor)\s+{_HOUR}(?![\d.,:]*\d){_HALF}?"
_PAST = re.compile(rf"\b(?P<much>half|quarter|viertel|kwart|\d{{1,2}}\s+minut\w+)\s+{_WAY}", re.I)
# Said so, it is a time; written, `10 to 15` is more often a span.
_BARELY_PAST = re.compile(rf"(?<![\w:.,])(?P<much>5|10|20|25)\s+{_WAY}", re.I)
_HALF_OF = re.compile(rf"\b(?:halb|half)\s+{_HOUR}(?![\d.,:]*\d)", re.I)
_AND_A_HALF = re.compile(
    rf"(?<![\w:.,]){_HOUR}\s+(?:heures?\s+et\s+(?P<fr>demie|quart)|y\s+(?P<es>media|cuarto)"
    rf"|e\s+(?P<it>mezza|meia|un quarto))\b",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:(noon|midday|mittags?|mediodía|midi|mezzogiorno|meio-?dia)"
    r"|(midnight|mitternacht|medianoche|minuit|mezzanotte|meia-?noite))\b",
    re.I,
)
_BEFORE = frozenset({"to", "till", "before", "vor", "voor"})
_PART_OF_DAY = re.compile(r"\s+(?:in the (morning|afternoon|evening)|at (night))\b", re.I)
NOON = 12


class ClockTime(NamedTuple):
    """A time on a clock of twelve hours; `half` is am or pm, None where nobody says it."""

    hour: int
    minute: int
    half: str | None = None

    def may_be(self, other: "ClockTime") -> bool:
        """Say whether two times can be the same."""
        halves = {self.half, other.half} - {None}
        return self[:2] == other[:2] and len(halves) < 2  # noqa: PLR2004


class WrittenTime(NamedTuple):
    """What a time may be, and where it stands."""

    times: frozenset[ClockTime]
    start: int
    end: int


def times_in(text: str) -> Iterator[WrittenTime]:
    """Yield the times in a text whose number words are digits already; none within another."""
    until = -1
    for found in sorted(_all(text), key=lambda each: (each.start, -each.end)):
        if found.start >= until:
            until = found.end
            yield found


def times_heard_in(text: str) -> Iterator[ClockTime]:
    """Yield what may be a time if somebody says it, also `ten to four`."""
    for found in times_in(text):
        yield from found.times
    for barely in _BARELY_PAST.finditer(text):
        yield _past(barely)


def _all(text: str) -> Iterator[WrittenTime]:
    for found in _PAST.finditer(text):
        yield _of(found, _past(found))
    for found in _HALF_OF.finditer(text):
        hour = int(found["hour"])
        yield _of(found, clock(hour - 1, 30), clock(hour, 30))  # German, and British
    for found in _AND_A_HALF.finditer(text):
        part = next(name for name in found.group("fr", "es", "it") if name)
        yield _of(found, clock(int(found["hour"]), 15 if "uar" in part.casefold() else 30))
    for found in _NAMED.finditer(text):
        yield _of(found, ClockTime(NOON, 0, "pm" if found[1] else "am"))
    for pattern in _WRITTEN:
        for found in pattern.finditer(text):
            named = found.groupdict()
            half = named.get("half") or _part_of_day(text, found.end())
            yield _of(found, clock(int(found["hour"]), int(named["minute"] or 0), half))


def clock(hour: int, minute: int, half: str | None = None) -> ClockTime:
    """Return a time of 24 or of 12 hours; from 13 on it is afternoon."""
    known = {"a": "am", "p": "pm"}[half[0].casefold()] if half else None
    told = known or ("pm" if NOON < hour < 2 * NOON else None)
    return ClockTime((hour - 1) % NOON + 1, minute, told)


def _of(found: re.Match[str], *times: ClockTime) -> WrittenTime:
    return WrittenTime(frozenset(times), *found.span())


def _past(found: re.Match[str]) -> ClockTime:
    much = found["much"].casefold()
    minutes = {"half": 30, "quarter": 15, "viertel": 15, "kwart": 15}.get(much)
    minutes = int(re.sub(r"\D", "", much)) if minutes is None else minutes
    half = found["half"] or _part_of_day(found.string, found.end())
    if found["way"].casefold() in _BEFORE:
        return clock(int(found["hour"]) - 1, (60 - minutes) % 60, half)
    return clock(int(found["hour"]), minutes % 60, half)


def _part_of_day(text: str, end: int) -> str | None:
    found = _PART_OF_DAY.match(text, end)
    return None if found is None else "am" if found[1] == "morning" else "pm"
