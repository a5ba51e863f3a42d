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
    MONTHS,
    WrittenDate,
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
_CENTS = re.compile(r"(\d+)\s+[^\d.?!]{1,16}?\s(\d{1,2})\b")
_LEAST_COUNT = 10  # smaller numbers in words are left in words: "no one" holds no number


class _Said(NamedTuple):
    """What the turns of a call hold, in the forms facts are compared in."""

    numbers: frozenset[str]
    digits: tuple[str, ...]
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
    if not (all(_has_date(date, said) for date in dates) and days_named_in(rest) <= said.words):
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
    numbers = {_value(number) for text in turns for number in _NUMBER.findall(text)}
    numbers |= {
        _value(f"{whole}.{cents.zfill(2)}")
        for text in turns
        for whole, cents in _CENTS.findall(text)
    }
    words = {word.text for turn in transcript.turns for word in spoken_words(turn.text)}
    return _Said(frozenset(numbers), tuple(map(_digits, turns)), frozenset(words))


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


def _has_date(date: WrittenDate, said: _Said) -> bool:
    """Day and month must be said, the month by its name or its number."""
    month = MONTHS[date.month - 1] in said.words or str(date.month) in said.numbers
    return month and str(date.day) in said.numbers


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
