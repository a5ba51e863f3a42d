"""Phone numbers as they are written, and whether one was read out."""

import re
from collections.abc import Collection, Iterator

_SHORTEST = 7
_LONGEST_COUNTRY_CODE = 3
_WHOLE = 10  # so many digits are a number with its area, and another one before them its prefix
_PHONE = re.compile(r"(?<![\w$€£.,])\+?\(?\d[\d ()./-]{5,}\d(?!\w)")


def phones_in(text: str) -> Iterator[re.Match[str]]:
    """Yield runs of seven or more digits with the marks that people put into phone numbers."""
    for found in _PHONE.finditer(text):
        if sum(char.isdigit() for char in found.group()) >= _SHORTEST:
            yield found


def is_read_out(phone: str, said: Collection[str]) -> bool:
    """Say whether a number was said, be it with its country's code or without."""
    digits = re.sub(r"\D", "", phone)
    is_world_wide = phone.startswith("+")
    return digits in said or any(
        _is_longer(other, digits.lstrip("0"), is_code=True)
        or _is_longer(digits, other.lstrip("0"), is_code=is_world_wide)
        for other in said
        if len(other) >= _SHORTEST
    )


def _is_longer(long: str, short: str, *, is_code: bool) -> bool:
    """`+44 20 7946 0958` is `020 7946 0958`: a code, or a naught, stands before the same digits."""
    before = long.removesuffix(short)
    if len(before) != len(long) - len(short):
        return False
    if is_code:
        return len(short) > _SHORTEST and len(before) <= _LONGEST_COUNTRY_CODE
    return len(short) >= _WHOLE and before in {"0", "1"}
