"""E-mail addresses, as they are written and as they are said."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from callinsight.domain.redaction.address_names import Names
from callinsight.domain.redaction.address_words import AT_NAMES, AT_SIGNS, AT_WORDS, SIGNS
from callinsight.domain.redaction.digits import Spoken
from callinsight.domain.redaction.found import Found
from callinsight.domain.redaction.hosts import host_end
from callinsight.domain.redaction.word_parts import Part, parts_of

_ANY_AT = re.compile(rf"@|\b(?:{'|'.join(sorted(AT_SIGNS | AT_WORDS))})\b", re.IGNORECASE)


class _At(NamedTuple):
    """An at: the place of the last part before it and of the first behind it.

    It is `sure` if the sign itself is there or named, and not a word that is said of places, too.
    """

    last: int
    first: int
    sure: bool
    written: bool


def emails_in(text: str, spoken: Spoken) -> Iterator[Found]:
    """Find addresses; names, letters and numbers that are said before the at belong to them."""
    if _ANY_AT.search(text) is None:
        return
    parts = parts_of(text)
    names = Names(parts, spoken)
    least = 0
    for at in _ats(parts):
        if at.last < least:
            continue
        end = host_end(parts, at.first, sure=at.sure, written=at.written)
        start = None if end is None else names.start(at.last, least, sure=at.sure)
        if end is not None and start is not None:
            address = parts[start : end + 1]
            value = _written(address, spoken)
            yield Found(address[0].start, address[-1].end, "email", value)
            least = end + 1


def _ats(parts: Sequence[Part]) -> Iterator[_At]:
    for place in range(1, len(parts)):
        part = parts[place]
        if part.is_after_at:
            yield _At(place - 1, place, sure=True, written=True)
        elif part.word in AT_SIGNS and part.is_near:
            yield _At(place - 1, place + 1, sure=True, written=False)
        elif part.word in AT_WORDS and part.is_near:
            names = [name for name in AT_NAMES if _follow(parts, place + 1, name)]
            behind = place + 1 + (len(names[0]) if names else 0)
            yield _At(place - 1, behind, sure=bool(names), written=False)


def _follow(parts: Sequence[Part], place: int, words: Sequence[str]) -> bool:
    return tuple(part.word for part in parts[place : place + len(words)]) == words


def _written(parts: Sequence[Part], spoken: Spoken) -> str:
    """Return an address as it is written, the same for every way of saying it."""
    text = ""
    has_at = False
    for part in parts:
        if part.is_after_at:
            text += "@"
            has_at = True
        elif part.between.strip() == "." and text[-1:].isalnum():
            text += "."
        if not has_at and (part.word in AT_SIGNS or part.word in AT_WORDS):
            text = text.rstrip(".") + "@"
            has_at = True
        elif text[-1:] == "." and SIGNS.get(part.word) == ".":
            continue
        else:
            text += SIGNS.get(part.word, spoken(part.word) or part.word)
    return text
