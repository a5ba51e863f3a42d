"""Phone numbers as they are written, and whether one was read out."""

import re
from collections.abc import Collection, Iterator

_SHORTEST = 7
_LONGEST_COUNTRY_CODE = 3
_PHONE = re.compile(r"(?<![\w$€£.,])\+?\(?\d[\d ()./-]{5,}\d(?!\w)")


def phones_in(text: str) -> Iterator[re.Match[str]]:
    """Yield runs of seven or more digits with the marks that people put into phone numbers."""
    for found in _PHONE.finditer(text):
        if sum(char.isdigit() for char in found.group()) >= _SHORTEST:
            yield found


def is_read_out(phone: str, said: Collection[str]) -> bool:
    """Say whether a number was said, be it with its country's code or without."""
    digits = re.sub(r"\D", "", phone)
    long = (other for other in said if len(other) >= _SHORTEST)
    return digits in said or any(_is_same(digits, other) for other in long)


def _is_same(one: str, other: str) -> bool:
    """`+44 20 7946 0958` is `020 7946 0958`: a code, or a naught, stands before the same digits."""
    long, short = (
        (one, other.lstrip("0")) if len(one) > len(other.lstrip("0")) else (other, one.lstrip("0"))
    )
    is_code = 0 < len(long) - len(short) <= _LONGEST_COUNTRY_CODE
    return len(short) > _SHORTEST and is_code and long.endswith(short)
