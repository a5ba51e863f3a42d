"""Values in words, as people say them; written without the code that reads them."""

import random

Chance = random.Random
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {
    1: "first",
    2: "second",
    3: "third",
    5: "fifth",
    8: "eighth",
    9: "ninth",
    12: "twelfth",
}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def cardinal(number: int, chance: Chance) -> str:
    """Return a number below a million in words, with or without `and`."""
    if number >= 1000:
        head, rest = f"{cardinal(number // 1000, chance)} thousand", number % 1000
    elif number >= 100:
        head, rest = f"{_UNITS[number // 100]} hundred", number % 100
    else:
        return two_digits(number, chance)
    link = " and " if rest < 100 and chance.random() < 0.5 else " "
    return f"{head}{link}{cardinal(rest, chance)}" if rest else head


def two_digits(number: int, chance: Chance) -> str:
    """Return a number below a hundred in words, with a hyphen or without."""
    if number < 20:
        return _UNITS[number]
    ten, unit = _TENS[number // 10 - 2], number % 10
    return f"{ten}{chance.choice('- ')}{_UNITS[unit]}" if unit else ten


def in_pairs(number: int, chance: Chance) -> str:
    """Return a number of three or four digits as people say years, rooms and prices: `three oh five`."""
    first, last = divmod(number, 100)
    if last == 0:
        return f"{cardinal(first, chance)} hundred"
    tail = f"oh {_UNITS[last]}" if last < 10 else two_digits(last, chance)
    return f"{two_digits(first, chance)} {tail}"


def ordinal(number: int) -> str:
    """Return a day of the month as people say it."""
    if number in _ORDINALS:
        return _ORDINALS[number]
    if number < 20:
        return f"{_UNITS[number]}th"
    ten, unit = _TENS[number // 10 - 2], number % 10
    return f"{ten}-{ordinal(unit)}" if unit else f"{ten[:-1]}ieth"


def read_out(digits: str, chance: Chance) -> str:
    """Return digits one by one: in words or in figures, with pauses, `oh` and `double`."""
    words: list[str] = []
    place = 0
    naught = chance.choice(["oh", "zero"])
    says_double = chance.random() < 0.5
    while place < len(digits):
        word = naught if digits[place] == "0" else _UNITS[int(digits[place])]
        doubled = says_double and digits[place : place + 2] == digits[place] * 2
        words.append(f"double {word}" if doubled else word)
        place += 2 if doubled else 1
    if chance.random() < 0.3:
        return chance.choice([" ", ", ", "-"]).join(digits)
    return chance.choice([" ", " ", ", "]).join(words)
