"""Months and weekdays by their names in several languages, and the dates made of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from callinsight.domain.facts.number_context import is_counted

_MONTHS = (
    "january januar jänner janvier enero gennaio janeiro januari",
    "february februar février febrero febbraio fevereiro februari",
    "march märz mars marzo março maart",
    "april avril abril aprile",
    "may mai mayo maggio maio mei maj",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août agosto augustus",
    "september septembre septiembre setiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre diciembre dicembre dezembro",
)
_SHORT_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sept?",
    "oct",
    "nov",
    "dec",
)
_WEEKDAYS = (
    "monday montag lundi lunes lunedì maandag segunda-feira",
    "tuesday dienstag mardi martes martedì dinsdag terça-feira",
    "wednesday mittwoch mercredi miércoles mercoledì woensdag quarta-feira",
    "thursday donnerstag jeudi jueves giovedì donderdag quinta-feira",
    "friday freitag vendredi viernes venerdì vrijdag sexta-feira",
    "saturday samstag sonnabend samedi sábado sabato zaterdag",
    "sunday sonntag dimanche domingo domenica zondag",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
WEEKDAYS = {
    name.replace("-", " "): number
    for number, names in enumerate(_WEEKDAYS, 1)
    for name in names.split()
}
# These are other words as well: they name a month beside a day, behind a preposition, or with a
# capital that no sentence begins with.
_DOUBTFUL = frozenset({"may", "march", "mars", "mai", "mei"})
_PREPOSITIONS = (
    "in of since until till by next last this early late mid from through during before after "
    "im seit bis ab ende anfang mitte en de del desde hasta em di da dal entro sinds tot vanaf"
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SHORT = "|".join(_SHORT_MONTHS)
_YEAR = r"(?:19|20)(?:\d{2}| \d{2})"
_TH = r"(?:st|nd|rd|th|º|ª|er|e|ème|ste|de|\.)?"
_ISO = re.compile(r"(?<![\w-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\w)")
_DAY_MONTH = re.compile(
    rf"(?<![\w.,:])(\d{{1,2}}){_TH}\s+(?:(?:of|de|di|do|van)\s+)?(?:({_MONTH})|({_SHORT})\b\.?)"
    rf"(?!\w)(?:,?\s+(?:(?:of|de|del|do)\s+)?({_YEAR})(?!\w))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)(?:({_MONTH})|({_SHORT})\.?)\s+(?:the\s+)?(\d{{1,2}}){_TH}(?![\w:])(?!\s?[ap]\.?m\b)"
    rf"(?:,?\s+(?:of\s+)?({_YEAR})(?!\w))?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?<![\w/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\w)")
_DAY_SLASH_MONTH = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\b")
_DAY_ALONE = re.compile(
    r"\b(?:(?:the|on)\s+(\d{1,2})(?:st|nd|rd|th)|(?:am|zum|bis|vom)\s+(\d{1,2})\."
    r"|(?:el|le|il|dia|día|de|den|til|dag)\s+(\d{1,2})(?:er|e|º)?)(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?<!\w)({_MONTH})(?!\w)", re.IGNORECASE)
_WEEKDAY = re.compile(
    rf"(?<!\w)({'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})s?(?!\w)", re.IGNORECASE
)
_BEHIND_PREPOSITION = re.compile(rf"\b(?:{'|'.join(_PREPOSITIONS.split())})\s+$", re.IGNORECASE)
_YEAR_BEHIND = re.compile(r"\s+\d{4}\b")
_CENTURY = 2000


class WrittenDate(NamedTuple):
    """A day of a month: the days it may be, as month and day, and its year if that is told."""

    days: frozenset[tuple[int, int]]
    year: int | None
    start: int
    end: int


def dates_in(text: str) -> Iterator[WrittenDate]:
    """Yield dates with a day: 2026-05-03, May 3rd, the 3rd of May, 3. Mai, 03/05/2026."""
    until = -1
    for found in sorted(_all_dates(text), key=lambda each: (each.start, -each.end)):
        if found.start >= until:
            until = found.end
            yield found


def _all_dates(text: str) -> Iterator[WrittenDate]:
    for found in _ISO.finditer(text):
        day_of_month = frozenset({(int(found[2]), int(found[3]))})
        yield WrittenDate(day_of_month, int(found[1]), *found.span())
    for found in _DAY_MONTH.finditer(text):
        day, name, short, year_text = found.groups()
        yield _date(found, _month(name, short), day, year_text)
    for found in _MONTH_DAY.finditer(text):
        name, short, day, year_text = found.groups()
        yield _date(found, _month(name, short), day, year_text)
    for found in _NUMERIC.finditer(text):
        one, other, year = map(int, found.groups())
        days = frozenset({(one, other), (other, one)})
        yield WrittenDate(days, year if year > 99 else _CENTURY + year, *found.span())  # noqa: PLR2004


def days_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the month and day of all dates in a turn; of 3/5 either number may be the month."""
    for date in dates_in(text):
        yield from date.days
    for found in _DAY_SLASH_MONTH.finditer(text):
        one, other = map(int, found.groups())
        yield from ((one, other), (other, one))


def days_alone_in(text: str, language: str | None) -> Iterator[int]:
    """Yield days of which nobody says the month: `on the 15th`, `am 15.`, `el 15`."""
    for found in _DAY_ALONE.finditer(text):
        day = found[found.lastindex or 0]
        start = found.end() - len(found.group().split()[-1])
        if not _DAY_MONTH.match(text, start) and not is_counted(text, start, found.end(), language):
            yield int(day)


def months_in(text: str) -> set[int]:
    """Return the months that are surely named, by number."""
    return {MONTHS[m[1].casefold()] for m in _NAMED.finditer(text) if _is_month(text, m)}


def months_heard_in(text: str) -> set[int]:
    """Return the months that may be named: engines write them small; but `may` is hardly ever one."""
    known = {m[1].casefold() for m in _NAMED.finditer(text)} - {"may"}
    return months_in(text) | {MONTHS[name] for name in known}


def weekdays_in(text: str) -> set[int]:
    """Return the days of the week that are named, 1 for Monday."""
    return {WEEKDAYS[found[1].casefold()] for found in _WEEKDAY.finditer(text)}


def _date(found: re.Match[str], month: int, day: str, year: str | None) -> WrittenDate:
    days = frozenset({(month, int(day))})
    return WrittenDate(days, int(year.replace(" ", "")) if year else None, *found.span())


def _month(name: str | None, short: str | None) -> int:
    if name:
        return MONTHS[name.casefold()]
    known = (short or "").casefold()[:3]
    return next(n for n, each in enumerate(_SHORT_MONTHS, 1) if each[:3] == known)


def _is_month(text: str, found: re.Match[str]) -> bool:
    if found[1].casefold() not in _DOUBTFUL:
        return True
    before = text[max(0, found.start() - 20) : found.start()]
    if _YEAR_BEHIND.match(text, found.end()):
        return True
    if _BEHIND_PREPOSITION.search(before):
        return True
    begins = not before.strip() or before.rstrip()[-1] in ".!?:"
    return found[1][:1].isupper() and not found[1].isupper() and not begins
