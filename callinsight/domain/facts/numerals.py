"""Written numbers by their value: `1,500`, `1.500,20`, `0.5`, in the digits of any script."""

import re
from decimal import Decimal
from functools import lru_cache

NUMBER = r"\d+(?:[.,']\d+)*"
_MARKS = str.maketrans({"\u066b": ".", "\u066c": ",", "\u2019": "'"})
_THOUSAND_DIGITS = 3


def plain_digits(text: str) -> str:
    """Return a text with the digits of every script as 0 to 9, character by character."""
    if text.isascii():
        return text
    plain = (str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    return "".join(plain).translate(_MARKS)


@lru_cache(maxsize=4096)
def values(number: str, language: str | None) -> frozenset[Decimal]:
    """Return what a written number may mean: `1.500` is 1.5 in English, and 1500 too elsewhere."""
    parts = re.split("[.,]", number.replace("'", ""))
    marks = re.findall("[.,]", number)
    if not marks:
        return frozenset({Decimal(parts[0])})
    whole, last = "".join(parts[:-1]), parts[-1]
    if len(set(marks)) > 1:
        return frozenset({Decimal(f"{whole}.{last}")})
    if len(marks) > 1:
        return frozenset({Decimal(whole + last)})
    return frozenset(Decimal(reading) for reading in _of_one_mark(whole, marks[0], last, language))


def _of_one_mark(whole: str, mark: str, last: str, language: str | None) -> list[str]:
    decimal, thousands = f"{whole}.{last}", f"{whole}{last}"
    if len(last) != _THOUSAND_DIGITS or whole.startswith("0") or len(whole) > _THOUSAND_DIGITS:
        return [decimal]
    if language in {None, "en"}:
        return [decimal] if mark == "." else [thousands]
    return [decimal, thousands]
