"""Facts in a model's answers: amounts, dates, phone numbers and names must have been said.

A number counts as said if its value was, in digits or in words; cents may be said apart from
their amount. Numbers of one digit that are neither an amount nor a date are not looked at: a model
may count. Names are looked at where the answer says that something is one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from callinsight.domain.findings import Finding
from callinsight.domain.spoken_words import spoken_words
from callinsight.domain.transcript import Transcript
from callinsight.domain.written_facts import (
    amounts_in,
    dates_in,
    days_named_in,
    names_in,
    phones_in,
)
from callinsight.spoken_numbers import in_digits

# A quote is checked as one; what these hold is no text about the call, or not its words.
_NOT_CHECKED = frozenset(
    {"quote", "normalised", "id", "path", "problem", "said_by", "unanswerable", "disposition_code"}
)
_NUMBER = re.compile(r"\d[\d.,]*")
# Digits that are read out one by one are no numbers of their own.
_READ_OUT = re.compile(r"\b\d(?:[\s,.-]+\d\b){2,}")
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\b")
_CENTS = re.compile(r"(\d+)\s+[^\d.?!]{1,16}?\s(\d{1,2})\b")
_LEAST_COUNT = 10  # smaller numbers in words are left in words: "no one" holds no number


class _Said(NamedTuple):
    """What the turns of a call hold, in the forms facts are compared in."""

    numbers: frozenset[str]
    digits: tuple[str, ...]
    dates: frozenset[tuple[int, int]]
    words: frozenset[str]


def unsaid_facts(answers: Any, transcript: Transcript) -> Iterator[Finding]:
    """Yield a finding for each fact in the answers that no turn holds, one per answer and kind."""
    said = _said(transcript)
    for path, field, text in _texts(answers):
        written = in_digits(text, transcript.language, least=_LEAST_COUNT)
        for reason in _unsaid(field, written, said):
            yield Finding(kind="fact_not_in_call", path=path, reason=reason)


def _unsaid(field: str, text: str, said: _Said) -> Iterator[str]:
    """Yield what is wrong; what one kind has explained is no fact of the next."""
    if not all(_has_words(name, said) for name in names_in(field, text)):
        yield "name_not_said"
    dates = list(dates_in(text))
    rest = _without(text, [date.text for date in dates])
    if not (
        all((date.month, date.day) in said.dates for date in dates)
        and days_named_in(rest) <= said.words
    ):
        yield "date_not_said"
    amounts = list(amounts_in(rest))
    if not all(_value(number) in said.numbers for _, number in amounts):
        yield "amount_not_said"
    rest = _without(rest, [amount for amount, _ in amounts])
    phones = list(phones_in(rest))
    if not all(any(_digits(phone) in turn for turn in said.digits) for phone in phones):
        yield "phone_number_not_said"
    numbers = [n for n in _NUMBER.findall(_without(rest, phones)) if len(_digits(n)) > 1]
    if not all(_value(number) in said.numbers for number in numbers):
        yield "number_not_said"


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _said(transcript: Transcript) -> _Said:
    turns = [in_digits(turn.text, transcript.language) for turn in transcript.turns]
    counted = [_READ_OUT.sub(" ", text) for text in turns]
    numbers = {_value(number) for text in counted for number in _NUMBER.findall(text)}
    for text in counted:
        numbers |= {_value(f"{whole}.{cents.zfill(2)}") for whole, cents in _CENTS.findall(text)}
    return _Said(
        numbers=frozenset(numbers),
        digits=tuple(map(_digits, turns)),
        dates=frozenset(date for text in turns for date in _dates(text)),
        words=frozenset(w.text for turn in transcript.turns for w in spoken_words(turn.text)),
    )


def _dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the month and day of dates in a turn; of 3/5 either number may be the month."""
    for date in dates_in(text):
        yield date.month, date.day
    for found in _NUMERIC_DATE.findall(text):
        one, other = map(int, found)
        yield from ((one, other), (other, one))


def _value(number: str) -> str:
    """Return a number by its value: without separators of thousands, without empty cents."""
    number = number.rstrip(".,")
    mark = max(number.rfind("."), number.rfind(","))
    cents = number[mark + 1 :] if mark >= 0 else ""
    is_whole = mark < 0 or len(cents) == 3  # noqa: PLR2004  (thousands are three digits)
    whole = _digits(number if is_whole else number[:mark]).lstrip("0") or "0"
    return whole if is_whole or not cents.rstrip("0") else f"{whole}.{cents.rstrip('0')}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _has_words(text: str, said: _Said) -> bool:
    return all(word.text in said.words for word in spoken_words(text))


def _texts(value: Any, path: str = "", field: str = "") -> Iterable[tuple[str, str, str]]:
    """Yield every text of the answers: its path, the name of its field, and itself."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_CHECKED:
                yield from _texts(inner, f"{path}/{name}", str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{path}/{number}", field)
    elif isinstance(value, str):
        yield path, field, value
