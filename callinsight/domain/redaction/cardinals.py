"""Numbers that are said as one number: `four thousand one hundred and eleven` is 4111."""

from collections.abc import Sequence
from typing import NamedTuple

from callinsight.domain.redaction.digits import Token

_TWENTY, _HUNDRED, _THOUSAND = 20, 100, 1000


MULTIPLES = {"hundred", "thousand"}


class _Read(NamedTuple):
    """A number, and the place of the first word behind it."""

    value: int
    behind: int


def with_cardinals(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Return words with each number of several as one; hundreds and thousands are English.

    Nothing is returned if there is no such number.
    """
    if not any(token.text.casefold() in MULTIPLES for token in tokens):
        return []
    read: list[Token] = []
    place = 0
    while place < len(tokens):
        number = _number(text, tokens, place)
        if number is None or number.behind == place + 1:
            read.append(tokens[place])
            place += 1
        else:
            end = tokens[number.behind - 1].end
            read.append(tokens[place]._replace(end=end, digits=str(number.value)))
            place = number.behind
    return read


def _number(text: str, tokens: Sequence[Token], place: int) -> _Read | None:
    """Read a number below a million."""
    head = _below_thousand(text, tokens, place)
    if head is None or not _goes_on(text, tokens, head.behind, "thousand"):
        return head
    rest = _below_thousand(text, tokens, _behind_and(text, tokens, head.behind + 1))
    return _sum(head.value * _THOUSAND, head.behind + 1, rest)


def _below_thousand(text: str, tokens: Sequence[Token], place: int) -> _Read | None:
    head = _below_hundred(text, tokens, place)
    if head is None or not _goes_on(text, tokens, head.behind, "hundred"):
        return head
    rest = _below_hundred(text, tokens, _behind_and(text, tokens, head.behind + 1))
    return _sum(head.value * _HUNDRED, head.behind + 1, rest)


def _below_hundred(text: str, tokens: Sequence[Token], place: int) -> _Read | None:
    head = _up_to(tokens, place, 99)
    if head is None or head.value < _TWENTY or not _goes_on(text, tokens, head.behind):
        return head
    unit = _up_to(tokens, head.behind, 9)
    if unit is None or unit.value == 0 or head.value % 10:
        return head
    return _Read(head.value + unit.value, unit.behind)


def _up_to(tokens: Sequence[Token], place: int, most: int) -> _Read | None:
    """Read one word."""
    digits = tokens[place].digits if place < len(tokens) and tokens[place].said else None
    is_short = digits is not None and len(digits) <= len(str(most))
    return _Read(int(digits or "0"), place + 1) if is_short else None


def _sum(value: int, behind: int, rest: _Read | None) -> _Read:
    return _Read(value, behind) if rest is None else _Read(value + rest.value, rest.behind)


def _behind_and(text: str, tokens: Sequence[Token], place: int) -> int:
    """Return the place of the rest of a number; past the end if a pause parts it."""
    if _goes_on(text, tokens, place, "and"):
        place += 1
    return place if _goes_on(text, tokens, place) else len(tokens)


def _goes_on(text: str, tokens: Sequence[Token], place: int, word: str | None = None) -> bool:
    """Say whether a word, or any, follows without a pause."""
    if place >= len(tokens) or (word is not None and tokens[place].text.casefold() != word):
        return False
    return text[tokens[place - 1].end : tokens[place].start].strip(" -") == ""
