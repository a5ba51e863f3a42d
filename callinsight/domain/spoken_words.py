"""What was said, as units that can be compared: letters without case, accents, marks and fillers.

Words of letters run together, so that `e-mail`, `e mail` and `email` are alike; every word with a
digit stands for itself, so that `4 50` and `450` are not.
"""

import re
import unicodedata
from typing import NamedTuple

from callinsight.domain.fillers import Heard, without_fillers
from callinsight.domain.writing import is_unspaced

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
# A number keeps its marks, whatever stands for thousands and decimals: 1,500 and 1.500 are alike,
# 15.00 and 1500 are not.
_TOKEN = re.compile(r"(?<!\w)[+-]?\d+(?:[.,:/]\d+)*%?|[^\W_]+|[$€£¥₹%]", re.UNICODE)
_ENDS = frozenset(".!?;,:\u2026\u3002\uff01\uff1f\uff0c\u061f\u060c")
# Sounds that affirm or deny are one word, so that neither half is taken for a filler.
_ASSENT = re.compile(r"\b(m+|uh|nh|hm+)[ -](h+m+|huh|uh)\b")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ALEFS = str.maketrans(dict.fromkeys("\u0623\u0625\u0622", "\u0627"))


class SpokenWord(NamedTuple):
    """One word; `ends` says that a mark follows it, `place` which of the parts it stands in."""

    text: str
    place: int
    ends: bool


def spoken_words(text: str, place: int = 0) -> list[SpokenWord]:
    """Return the words of a text that count, in order."""
    plain = _ASSENT.sub(r"\1\2", _APOSTROPHES.sub("", _plain(text)))
    words = []
    for found in _TOKEN.finditer(plain):
        mark = plain[found.end() : found.end() + 1]
        parts = _parts(found.group())
        words += [Heard(part, "") for part in parts[:-1]]
        words.append(Heard(parts[-1], mark if mark in _ENDS else ""))
    return [SpokenWord(word.text, place, bool(word.mark)) for word in without_fillers(words)]


def _plain(text: str) -> str:
    """Return a text without case and accents; accents of other scripts are letters, and stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))
    return unicodedata.normalize("NFKC", bare).translate(_ALEFS)


def _parts(token: str) -> list[str]:
    """Divide what scripts without blanks write in one; a number's marks are all one mark."""
    if token[-1:].isdigit() or token.endswith("%"):
        return [re.sub("[.,]", ".", token)]
    if any(is_unspaced(char) for char in token):
        return list(token)
    return [token]


def joined_units(words: list[SpokenWord]) -> tuple[str, dict[int, int], dict[int, int]]:
    """Return words as one text to search in, and where words begin and end in it.

    The first mapping is from a beginning to the word's number, the second from an end to it.
    """
    text, begins, ends = "", {}, {}
    for number, word in enumerate(words):
        unit = word.text if word.text.isalpha() else f"|{word.text}|"
        begins[len(text)] = number
        text += unit
        ends[len(text)] = number
    return text, begins, ends
