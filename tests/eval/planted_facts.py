"""Facts said in a call, with the same told rightly, and told wrongly."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.eval.spoken_values import (
    MONTHS,
    Chance,
    cardinal,
    in_pairs,
    ordinal,
    read_out,
    two_digits,
)


@dataclass(frozen=True)
class PlantedFact:
    """What is said, an answer that tells it, and one that tells another thing."""

    kind: str
    said: str
    true: Any
    false: Any


def planted_facts(of_each: int, seed: int = 1) -> Iterator[PlantedFact]:
    """Yield facts of each kind, each said in one of the ways people say it."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    for kind, make in _KINDS.items():
        for _ in range(of_each):
            yield PlantedFact(kind, *make(chance))


_Made = tuple[str, Any, Any]


def _other(number: int, chance: Chance) -> int:
    """Return a number with another digit in one place."""
    digits = str(number)
    place = chance.randrange(len(digits))
    others = [digit for digit in "123456789" if digit != digits[place]]
    return int(digits[:place] + chance.choice(others) + digits[place + 1 :])


def _code(chance: Chance) -> _Made:
    number = chance.randint(10_000, 99_999_999)
    ways = [read_out(str(number), chance), f"{str(number)[:3]} {str(number)[3:]}", str(number)]
    said = f"the order number is {chance.choice(ways)}"
    return said, f"Order {number}.", f"Order {_other(number, chance)}."


def _year(chance: Chance) -> _Made:
    year = chance.choice([chance.randint(1950, 1999), chance.randint(2001, 2026)])
    said = cardinal(year, chance) if 2000 < year < 2010 else in_pairs(year, chance)
    return f"that was in {said}", f"It was in {year}.", f"It was in {_other(year, chance)}."


def _price(chance: Chance) -> _Made:
    dollars, cents = chance.randint(2, 99), chance.randint(11, 99)
    ways = [
        f"{two_digits(dollars, chance)} {two_digits(cents, chance)}",
        f"{two_digits(dollars, chance)} dollars and {two_digits(cents, chance)} cents",
        f"{two_digits(dollars, chance)} dollars {two_digits(cents, chance)}",
        f"${dollars}.{cents}",
    ]
    wrong = chance.choice([f"{_other(dollars, chance)}.{cents}", f"{dollars}.{110 - cents}"])
    wrong = f"{dollars + 1}.{cents}" if wrong == f"{dollars}.{cents}" else wrong
    return (
        f"it is {chance.choice(ways)} a month",
        f"It costs ${dollars}.{cents}.",
        f"It costs ${wrong}.",
    )


def _amount(chance: Chance) -> _Made:
    number = chance.choice([chance.randint(3, 99), chance.randint(101, 9_999)])
    word = chance.choice(["dollars", "bucks"])
    said = f"they took {chance.choice([cardinal(number, chance), f'{number:,}'])} {word}"
    wrong = chance.choice(
        [f"${_other(number, chance):,}", f"€{number:,}", f"{number:,} pounds", f"{number}%"]
    )
    return said, f"They took ${number:,}.", f"They took {wrong}."


def _counted(chance: Chance) -> _Made:
    number = chance.randint(11, 999)
    thing = chance.choice(["units", "boxes", "employees", "miles", "tickets"])
    said = f"we have {cardinal(number, chance)} {thing}"
    return said, f"They have {number} {thing}.", f"They owe ${number}."


def _field(chance: Chance) -> _Made:
    number = chance.randint(101, 9_999)
    said = f"so you charged me {cardinal(number, chance)} dollars"
    name = chance.choice(["fee_usd", "amount", "totalCost", "balance_due", "price"])
    return said, {name: number}, {name: _other(number, chance)}


def _small(chance: Chance) -> _Made:
    number = chance.randint(2, 9)
    thing = chance.choice(["dollars", "percent", "days", "weeks", "hours"])
    other = chance.choice([n for n in range(2, 10) if n != number])
    said = f"it is {two_digits(number, chance)} {thing} more"
    forms = [str(other), two_digits(other, chance)]
    return said, f"It is {number} {thing} more.", f"It is {chance.choice(forms)} {thing} more."


def _date(chance: Chance) -> _Made:
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    year = chance.randint(2015, 2026)
    name = MONTHS[month - 1]
    has_year = chance.random() < 0.5
    tail = f" {in_pairs(year, chance)}" if has_year else ""
    said = chance.choice([f"{name} {ordinal(day)}{tail}", f"the {ordinal(day)} of {name}{tail}"])
    wrong = chance.choice([(year, month % 12 + 1, day), (year, month, day % 28 + 1)])
    wrong = (year - 1, month, day) if has_year and chance.random() < 0.3 else wrong
    true = chance.choice([f"{year}-{month:02}-{day:02}", f"{name} {day}", f"{day} {name} {year}"])
    return f"I called on {said}", f"Called on {true}.", "Called on {}-{:02}-{:02}.".format(*wrong)


def _time(chance: Chance) -> _Made:
    hour, minute = chance.randint(1, 11), chance.choice([0, 15, 30, 45, 20, 50])
    half = chance.choice(["am", "pm"])
    spoken = two_digits(hour, chance)
    ways = [f"{spoken} {two_digits(minute, chance) if minute else ''} {half}"]
    if minute == 30:
        ways.append(f"half past {spoken} {half}")
    if minute == 45:
        ways.append(f"quarter to {two_digits(hour + 1, chance)} {half}")
    if minute == 0:
        ways.append(f"{spoken} in the {'morning' if half == 'am' else 'afternoon'}")
    said = f"come at {chance.choice(ways)}"
    later = hour + (12 if half == "pm" else 0)
    true = chance.choice([f"{later}:{minute:02}", f"{hour}:{minute:02} {half}"])
    wrong_half = f"{hour}:{minute:02} {'pm' if half == 'am' else 'am'}"
    wrong = chance.choice([f"{hour % 11 + 1}:{minute:02} {half}", wrong_half])
    return said, f"Appointment at {true}.", f"Appointment at {wrong}."


def _phone(chance: Chance) -> _Made:
    digits = f"{chance.randint(200, 989)}{chance.randint(200, 989)}{chance.randint(1000, 9999)}"
    written = f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    wrong = _other(int(digits), chance)
    return f"you can call {read_out(digits, chance)}", f"Call {written}.", f"Call {wrong}."


_KINDS: dict[str, Callable[[Chance], _Made]] = {
    "order numbers": _code,
    "years": _year,
    "prices": _price,
    "amounts and their currency": _amount,
    "things counted": _counted,
    "numbers in fields": _field,
    "small numbers with a unit": _small,
    "dates": _date,
    "times": _time,
    "phone numbers": _phone,
}
