"""What an answer's text tells that no turn holds: dates, times, amounts, phones, numbers.

An amount of nothing is no number that people say: what costs $0 is free.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from callinsight.domain.facts.clock_times import WrittenTime, times_in
from callinsight.domain.facts.dates import WrittenDate, dates_in, months_in, weekdays_in
from callinsight.domain.facts.heard import Heard
from callinsight.domain.facts.measures import (
    BARE,
    CENT,
    COUNTED,
    CURRENCIES,
    PERCENT,
    TIMES,
    alike,
    is_money,
)
from callinsight.domain.facts.phones import is_read_out, phones_in
from callinsight.domain.facts.quantities import Quantity, quantities_in
from callinsight.domain.facts.spans import without
from callinsight.domain.findings import UnsaidReason

_LEAST_DIGITS = 2  # a number of so many is looked at whatever it counts


def unsaid_in(
    text: str, heard: Heard, language: str | None, *, least_digits: int = _LEAST_DIGITS
) -> Iterator[UnsaidReason]:
    """Yield what is wrong, as codes; what one kind has explained is no fact of the next."""
    dates = list(dates_in(text))
    rest = without(text, [(date.start, date.end) for date in dates])
    named = months_in(rest) <= heard.months and weekdays_in(rest) <= heard.weekdays
    if not named or not all(_has_date(date, heard) for date in dates):
        yield "date_not_said"
    times = list(times_in(rest))
    rest = without(rest, [(time.start, time.end) for time in times])
    if not all(_has_time(time, heard) for time in times):
        yield "time_not_said"
    yield from _unsaid_numbers(rest, heard, language, least_digits)


def has_numbers(text: str) -> bool:
    """Say whether a text holds any number."""
    return any(char.isdecimal() for char in text)


def unsaid_amount(text: str, families: Iterable[str], heard: Heard, language: str | None) -> bool:
    """Say whether a number that stands for an amount was said as none."""
    found = [one.values for one in quantities_in(text, language) if any(one.values)]
    wanted = {each for family in families for each in alike(family)}
    whole = CURRENCIES if CENT in families else ()
    return not all(
        heard.has(values, wanted) or heard.has((value / 100 for value in values), whole)
        for values in found
    )


def _unsaid_numbers(
    text: str, heard: Heard, language: str | None, least_digits: int
) -> Iterator[UnsaidReason]:
    amounts = [one for one in _quantities(text, language) if _is_amount(one)]
    if not all(heard.has(one.values, alike(one.family)) for one in amounts if any(one.values)):
        yield "amount_not_said"
    rest = without(text, [(one.start, one.end) for one in amounts])
    phones = list(phones_in(rest))
    if not all(_has_phone(phone.group(), heard, language) for phone in phones):
        yield "phone_number_not_said"
    rest = without(rest, [phone.span() for phone in phones])
    if not all(_has_number(one, heard, least_digits) for one in _quantities(rest, language)):
        yield "number_not_said"


def _quantities(text: str, language: str | None) -> list[Quantity]:
    return [quantity for quantity in quantities_in(text, language) if not quantity.is_part]


def _is_amount(one: Quantity) -> bool:
    return is_money(one.family) or one.family == PERCENT


def _has_date(date: WrittenDate, heard: Heard) -> bool:
    """A year must be the one that was said, if one was; a month may be left to the day alone."""
    if date.year is None:
        known = not heard.days.isdisjoint(date.days)
    else:
        same = [said.year for said in heard.dates if not said.days.isdisjoint(date.days)]
        known = date.year in same or None in same
        known = known or (not same and not heard.days.isdisjoint(date.days))
    return known or any(
        day in heard.days_alone and (not heard.months or month in heard.months)
        for month, day in date.days
    )


def _has_time(time: WrittenTime, heard: Heard) -> bool:
    return any(one.may_be(said) for one in time.times for said in heard.times)


def _has_phone(phone: str, heard: Heard, language: str | None) -> bool:
    """What looks like a phone number may be a number as well: 1500000 for one and a half million."""
    found = _quantities(phone, language)
    is_number = len(found) == 1 and len(found[0].pieces) == 1 and _has_digits(found[0], heard)
    return is_number or is_read_out(phone, heard.windows)


def _has_number(one: Quantity, heard: Heard, least_digits: int) -> bool:
    """A unit must be that of the number; how often something happened a model may count."""
    if one.family in {BARE, COUNTED}:
        return len(one.digits) < least_digits or _has_digits(one, heard)
    if 1 in one.values or heard.has(one.values, alike(one.family)):
        return True
    is_counting = one.family == TIMES and len(one.digits) < _LEAST_DIGITS
    return is_counting and all(family != TIMES for _, family in heard.numbers)


def _has_digits(one: Quantity, heard: Heard) -> bool:
    if heard.has_value(one.values) or one.digits in heard.windows:
        return True
    apart = [piece for piece in one.pieces if piece.isdecimal()]
    return len(one.pieces) > 1 and all(heard.has_value([Decimal(piece)]) for piece in apart)
