"""Whether words were said, side by side: names, things, phrases, also spelled out or in the plural."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from callinsight.domain.facts.dates import MONTHS, WEEKDAYS
from callinsight.domain.facts.measures import exponent_of, family_of
from callinsight.domain.spoken_words import spoken_words

_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b", re.IGNORECASE)
_IN_ADDRESSES = re.compile(r"(?<=\w)[@.](?=\w)")
_SPOKEN_SIGNS = {"@": " at ", ".": " dot "}
# Words that say what kind of thing a name is of; they need not be said with it.
_KINDS = (
    "the a an of and for my your plan service services subscription account product package policy "
    "system software app website company brand der die das el la le il de"
)
_PARTS_OF_TIMES = frozenset(
    {"am", "pm", "oclock", "uhr", "st", "nd", "rd", "th", "of", "and", "the"}
)
_KIND_WORDS = frozenset(_KINDS.split())


def units(text: str) -> list[str]:
    """Return the words of a text without accents and possessive endings."""
    return [_plain(word.text) for word in spoken_words(_POSSESSIVE.sub("", text))]


class Wording:
    """A stretch of speech to look for words in; letters of neighbouring words run together."""

    def __init__(self, text: str) -> None:
        self._text = ""
        self._begins: set[int] = set()
        self._ends: set[int] = set()
        words = units(text)
        self.words = frozenset(words)
        for word in words:
            self._begins.add(len(self._text))
            self._text += _sealed(word)
            plural = word.endswith("s")
            self._ends |= {len(self._text), len(self._text) - plural}

    def holds(self, forms: Iterable[str]) -> bool:
        """Say whether one of the forms of a phrase was said."""
        return any(self._has(form) for form in forms)

    def _has(self, wanted: str) -> bool:
        at = self._text.find(wanted)
        while at >= 0:
            if at in self._begins and at + len(wanted) in self._ends:
                return True
            at = self._text.find(wanted, at + 1)
        return False


@lru_cache(maxsize=1024)
def forms_of(phrase: str) -> frozenset[str]:
    """Return a phrase to look for: as it is, as an address is said, and in the singular."""
    spoken = _IN_ADDRESSES.sub(lambda sign: _SPOKEN_SIGNS[sign.group()], phrase)
    said = {"".join(map(_sealed, units(text))) for text in (phrase, spoken)}
    return frozenset(form for text in said for form in (text, text.removesuffix("s")) if form)


def own_words(name: str) -> list[str]:
    """Return the words of a name that must be said; its kind of thing need not be."""
    return [word for word in units(name) if word not in _KIND_WORDS]


def is_unit(word: str) -> bool:
    """Say whether a word belongs to a number or a date, and may be said in another form."""
    plain = word.casefold()
    is_day = plain in MONTHS or plain in WEEKDAYS or plain in _PARTS_OF_TIMES
    return is_day or family_of(plain) is not None or exponent_of(plain) is not None


def _sealed(word: str) -> str:
    return word if word.isalpha() else f"|{word}|"


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
