"""Values that were found elsewhere, wherever a text repeats them: sign by sign, in all their parts."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from callinsight.domain.redaction.columns import Joined
from callinsight.domain.redaction.found import Found, Kind

# What others say between two parts of a value is no longer than this.
_MOST_BETWEEN = 4000
# Less than a group of a card tells nothing.
_SHORTEST_HALF = 4


class Said(NamedTuple):
    """A value, and how it was said: a part for each turn."""

    kind: Kind
    value: str
    parts: tuple[str, ...]

    @property
    def signs(self) -> list[str]:
        """Its parts without blanks and points."""
        return [signs_of(part).signs for part in self.parts]


def halves_of(said: Said) -> Iterator[Said]:
    """Yield what is left of a value on both sides of each of its blanks: a recording may be cut there."""
    words = [(turn, word) for turn, part in enumerate(said.parts) for word in part.split()]
    for cut in range(1, len(words)):
        for half in (words[:cut], words[cut:]):
            turns = groupby(half, key=itemgetter(0))
            parts = tuple(" ".join(word for _, word in turn) for _, turn in turns)
            if sum(map(len, parts)) >= _SHORTEST_HALF:
                yield said._replace(parts=parts)


class _Signs(NamedTuple):
    """A text without blanks and points, and where each of its signs comes from."""

    signs: str
    places: Sequence[int]


def repeats_in(joined: Joined, values: Iterable[Said]) -> list[Found]:
    """Find all parts of values in a text, whichever blanks and other words stand in between."""
    text = joined.stream.text
    signs = signs_of(text)
    begins = set(joined.starts)
    found: set[Found] = set()
    for value in values:
        for hits in _hits(signs.signs, value.signs):
            parts = [
                Found(signs.places[start], _end(text, signs.places[end - 1]), value.kind, "")
                for start, end in hits
            ]
            if all(_is_whole(text, part, begins) for part in parts):
                found.update(parts)
    return _united(found)


def _hits(signs: str, parts: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Yield where all parts follow each other, from every place where the first one stands."""
    if not all(parts):
        return
    first = signs.find(parts[0])
    while first >= 0:
        hits = [(first, first + len(parts[0]))]
        for part in parts[1:]:
            end = hits[-1][1]
            start = signs.find(part, end, end + _MOST_BETWEEN + len(part))
            if start < 0:
                break
            hits.append((start, start + len(part)))
        else:
            yield hits
        first = signs.find(parts[0], first + 1)


def signs_of(text: str) -> _Signs:
    """Return the letters and digits of a text, all small."""
    signs = [(sign, at) for at, char in enumerate(text) for sign in char.casefold()]
    kept = [(sign, at) for sign, at in signs if sign.isalnum()]
    return _Signs("".join(sign for sign, _ in kept), [at for _, at in kept])


def _end(text: str, last: int) -> int:
    """Return where a part ends: behind the marks of its last letter."""
    end = last + 1
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end


def _is_whole(text: str, part: Found, begins: set[int]) -> bool:
    """Say whether a part is not the inside of a longer word."""
    before = part.start == 0 or part.start in begins or not text[part.start - 1].isalnum()
    after = part.end == len(text) or part.end in begins or not text[part.end].isalnum()
    return before and after


def _united(found: Iterable[Found]) -> list[Found]:
    united: list[Found] = []
    for one in sorted(found):
        if united and one.start < united[-1].end:
            united[-1] = united[-1]._replace(end=max(united[-1].end, one.end))
        else:
            united.append(one)
    return united
