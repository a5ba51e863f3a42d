"""E-mail addresses, as they are written and as they are said."""

import re
from collections.abc import Iterator

from callinsight.domain.redaction.digits import Spoken
from callinsight.domain.redaction.found import Found

_SIGNS = {"dot": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-", "plus": "+"}
_SIGN = "|".join(_SIGNS)
_NAME = r"[\w+%'&~-]{1,64}(?:\.[\w+%'&~-]{1,64}){0,9}"
_SPELLED = r"(?:[^\W_][\s-]{1,3}){0,40}"
_LOCAL = (
    rf"{_SPELLED}{_NAME}(?:,?\s{{1,3}}(?:(?:{_SIGN})\s{{1,3}}{_NAME}|\d+|[^\W\d_](?!\w))){{0,20}}"
)
_DOT = r"(?:\.|\s{1,3}\.\s{1,3}|\s{1,3}dot\s{1,3})"
_PART = rf"{_SPELLED}[\w-]{{1,64}}(?:\s{{1,3}}(?:dash|hyphen|minus)\s{{1,3}}[\w-]{{1,64}}){{0,5}}"
_ADDRESS = re.compile(
    rf"(?<![\w.+-]){_LOCAL}(?:\s{{0,3}}@\s{{0,3}}|\s{{1,3}}at\s{{1,3}})"
    rf"{_PART}(?:{_DOT}{_PART}){{0,5}}{_DOT}[^\W\d_]{{2,24}}(?![\w-])",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"([^\W_]{1,64})[\s,]{1,3}$")


def emails_in(text: str, spoken: Spoken) -> Iterator[Found]:
    """Find addresses; digits that are said before the at belong to them."""
    for found in _ADDRESS.finditer(text):
        start = _with_number_words(text, found.start(), spoken)
        yield Found(start, found.end(), "email", written(text[start : found.end()]))


def written(said: str) -> str:
    """Return an address as it is written, the same for every way of saying it."""
    words = re.sub(r"[\s,]+", " ", said.casefold()).split(" ")
    signs = {**_SIGNS, "at": "@"}
    return "".join(signs.get(word, word) for word in words)


def _with_number_words(text: str, start: int, spoken: Spoken) -> int:
    """Return where an address begins whose name ends in numbers that were said as words."""
    first = re.match(r"[^\W_]+", text[start : start + 64])
    if first is None or not _is_number(first[0], spoken):
        return start
    while before := _WORD_BEFORE.search(text, max(start - 70, 0), start):
        start = before.start()
        if not _is_number(before[1], spoken):
            break
    return start


def _is_number(word: str, spoken: Spoken) -> bool:
    return word.isdecimal() or spoken(word.casefold()) is not None
