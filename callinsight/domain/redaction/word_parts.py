"""A text as its words and what stands between them, as addresses need them."""

import re
from collections.abc import Sequence
from functools import cached_property

# Signs that belong to names and hosts stand within a word, never at its ends.
_WORD = re.compile(r"\w(?:[\w\u0300-\u036f%+&'\u2019~-]{0,200}[\w\u0300-\u036f])?")
_PAUSES = {"um", "uh", "erm", "hm", "hmm", "eh", "ehm", "euh", "äh", "ähm"}
_NEAR = re.compile(r"[\s,;:.\u2026\u2013-]{1,5}")
_AT = re.compile(r"\s{0,3}@\s{0,3}")
_SPELLED = re.compile(r"[^\W_](?:-[^\W_])*")


class Part:
    """A word, in small letters; `between` is what stands between it and the word before."""

    def __init__(self, start: int, end: int, word: str, between: str) -> None:
        self.start, self.end, self.between = start, end, between
        self.word = word.casefold().replace("\u2019", "'")

    @cached_property
    def is_near(self) -> bool:
        """No more than a pause stands before it: a recogniser writes points where somebody breathes."""
        return _NEAR.fullmatch(self.between) is not None

    @cached_property
    def is_after_at(self) -> bool:
        """An at sign stands before it."""
        return "@" in self.between and _AT.fullmatch(self.between) is not None

    @cached_property
    def is_spelled(self) -> bool:
        """It is a letter or a digit alone, or several with dashes between them."""
        return _SPELLED.fullmatch(self.word) is not None


def parts_of(text: str) -> Sequence[Part]:
    """Return the words of a text but for those that only fill a pause."""
    parts, end, between = [], 0, ""
    for found in _WORD.finditer(text):
        between += text[end : found.start()]
        end = found.end()
        if found[0].casefold() not in _PAUSES:
            parts.append(Part(*found.span(), found[0], between))
            between = ""
    return parts
