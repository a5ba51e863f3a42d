"""What was said, as units that can be compared: letters without case, marks and fillers.

Words of letters run together, so that `e-mail`, `e mail` and `email` are alike; every word with a
digit stands for itself, so that `4 50` and `450` are not.
"""

import re
import unicodedata
from typing import NamedTuple

from callinsight.domain.writing import is_unspaced

# Sounds of hesitation that carry no meaning, in the languages providers write them; words that
# affirm or deny, such as mm-hm and uh-uh, are none.
_FILLERS = frozenset(
    [
        "uh",
        "uhh",
        "um",
        "umm",
        "uhm",
        "er",
        "err",
        "erm",
        "hm",
        "hmm",
        "äh",
        "ähm",
        "öh",
        "euh",
        "ehm",
    ]
)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
# A number keeps its marks, whatever stands for thousands and decimals: 1,500 and 1.500 are alike,
# 15.00 and 1500 are not.
_TOKEN = re.compile(r"(?<!\w)[+-]?\d+(?:[.,:/]\d+)*%?|[^\W_]+|[$€£¥₹%]", re.UNICODE)
_ENDS = frozenset(".!?;,:\u2026\u3002\uff01\uff1f\uff0c")


class SpokenWord(NamedTuple):
    """One word; `ends` says that a mark follows it, `place` which of the parts it stands in."""

    text: str
    place: int
    ends: bool


def spoken_words(text: str, place: int = 0) -> list[SpokenWord]:
    """Return the words of a text that count, in order."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    words = []
    for found in _TOKEN.finditer(plain):
        ends = plain[found.end() : found.end() + 1] in _ENDS and found.end() < len(plain)
        words += [SpokenWord(part, place, ends) for part in _parts(found.group())]
    return [word for word in words if word.text not in _FILLERS]


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
