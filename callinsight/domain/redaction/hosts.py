"""Hosts of e-mail addresses: `gmail.com`, `my company dot co dot uk`, `gmail. com`."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from callinsight.domain.redaction.address_words import (
    AT_SIGNS,
    AT_WORDS,
    DASHES,
    DOTS,
    ENDS,
    NOT_IN_HOSTS,
    SURE_ENDS,
    WEAK_DOTS,
)
from callinsight.domain.redaction.word_parts import Part

_MOST_LABELS = 6
_MOST_WORDS = 6
_MOST_LETTERS = 40
_ANY_END = re.compile(r"[^\W\d_]{2,24}|xn--[a-z0-9-]{2,60}")
_SPACED_DOT = re.compile(r"\s{1,3}\.\s{1,3}")
_AFTER_SENTENCE = re.compile(r"\.\s{1,3}")


class _Dot(NamedTuple):
    """A dot: the place of the part behind it, and whether a full stop or a word of other uses is it."""

    behind: int
    stop: bool = False
    weak: bool = False
    hard: bool = False


def host_end(parts: Sequence[Part], first: int, *, sure: bool, written: bool) -> int | None:
    """Return the place of a host's last part; None if no host begins at `first`."""
    end: int | None = None
    for _ in range(_MOST_LABELS):
        last = _label_end(parts, first, most_words=1 if end is not None else _MOST_WORDS)
        dot = None if last is None else _dot(parts, last)
        if dot is None or (dot.stop and end is not None):
            return end
        told = _end_at(parts, dot, sure=sure, written=written)
        if told is not None:
            end = told
        elif dot.stop:
            return end
        first = dot.behind
    return end


def _label_end(parts: Sequence[Part], first: int, most_words: int) -> int | None:
    """Return the place of the last of a label's words: the first that a dot follows."""
    words = 0
    for place in range(first, min(first + _MOST_LETTERS, len(parts))):
        part = parts[place]
        is_word = not part.is_spelled and part.word not in DASHES
        words += is_word
        if words > most_words or part.word in AT_SIGNS or part.word in AT_WORDS:
            return None
        if place > first and not part.is_near:
            return None
        if is_word and part.word in NOT_IN_HOSTS and place > first:
            return None
        if _dot(parts, place) is not None:
            return place
    return None


def _dot(parts: Sequence[Part], place: int) -> _Dot | None:
    """Return the dot behind a part, written or said, whatever a recogniser wrote around it."""
    if place + 1 >= len(parts):
        return None
    after = parts[place + 1]
    is_said = after.word in DOTS or after.word in WEAK_DOTS
    if is_said and after.is_near and place + 2 < len(parts) and parts[place + 2].is_near:
        return _Dot(place + 2, weak=after.word in WEAK_DOTS)
    if after.between == ".":
        return _Dot(place + 1, hard=True)
    if _SPACED_DOT.fullmatch(after.between):
        return _Dot(place + 1)
    return _Dot(place + 1, stop=True) if _AFTER_SENTENCE.fullmatch(after.between) else None


def _end_at(parts: Sequence[Part], dot: _Dot, *, sure: bool, written: bool) -> int | None:
    """Return the place of the last part of what may end a host behind a dot: `com`, or `d e`."""
    word = parts[dot.behind].word
    if written and dot.hard:
        return dot.behind if _ANY_END.fullmatch(word) else None
    ends = SURE_ENDS if dot.stop or (dot.weak and not sure) else ENDS
    if word in ends:
        return dot.behind
    for length in (3, 2):
        letters = parts[dot.behind : dot.behind + length]
        near = all(part.is_near and len(part.word) == 1 for part in letters[1:])
        if near and len(word) == 1 and "".join(part.word for part in letters) in ends:
            return dot.behind + length - 1
    return None
