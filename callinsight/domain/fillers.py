"""Fillers: sounds of hesitation, and words set off by marks that carry no meaning.

Sounds that affirm or deny, such as mm-hm and uh-uh, are none; an `oh` beside a digit is a naught.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

# Written with more or fewer letters, without accents: um, uhh, ahm, eh, erm, hmm, euh, heu.
_SOUND = re.compile(
    r"u+h*m+|u+h+|a+h+m*|e+h+m*|o+h+m+|h+m+|m{2,}|e+r+m*|a+e+h+m*|o+e+h+m*|e+u+h+|h+e+u+h*|\u55ef|\u5443"
)
# Only where marks stand before and behind: `like`, `well` and `so` are words as well.
_SET_OFF = frozenset(
    tuple(words.split())
    for words in (
        "well", "like", "so", "you know", "i mean", "sort of", "kind of", "anyway",
        "este", "pues", "bueno", "o sea", "em",
        "ben", "bah", "bon", "enfin", "tu sais", "vous savez",
        "tja", "also", "na ja", "naja", "weisst du", "wissen sie",
        "allora", "beh", "cioe", "tipo", "ne", "nou", "zeg maar",
    )
)  # fmt: skip
_LONGEST = max(map(len, _SET_OFF))
_COMMAS = ",\u2026-\u2013\u2014"
_NUMBER = re.compile(
    r"\d.*|zero|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred|thousand"
)


class Heard(NamedTuple):
    """A word as it stands in a text: `mark` is the punctuation behind it, if there is any."""

    text: str
    mark: str


def without_fillers(words: Sequence[Heard]) -> list[Heard]:
    """Return the words that mean something; commas that set a filler off go with it."""
    kept: list[Heard] = []
    at = 0
    while at < len(words):
        count = _filler_at(words, at)
        if not count:
            kept.append(words[at])
            at += 1
            continue
        mark = words[at + count - 1].mark
        if kept and kept[-1].mark in _COMMAS:
            kept[-1] = kept[-1]._replace(mark=mark if mark not in _COMMAS else "")
        at += count
    return kept


def _filler_at(words: Sequence[Heard], at: int) -> int:
    """Return how many words from here on are one filler, 0 if none is."""
    if _SOUND.fullmatch(words[at].text):
        return 1
    is_first = at == 0 or bool(words[at - 1].mark)
    if words[at].text == "oh":
        beside = [words[place].text for place in (at - 1, at + 1) if 0 <= place < len(words)]
        return 0 if any(map(_NUMBER.fullmatch, beside)) else 1
    for count in range(_LONGEST, 0, -1):
        group = words[at : at + count]
        texts = tuple(word.text for word in group)
        if is_first and texts in _SET_OFF and group[-1].mark:
            return len(group)
    return 0
