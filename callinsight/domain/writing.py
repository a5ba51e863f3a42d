"""How words are written down: with a blank between them, but not in every script."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

# Unicode's names begin with the script; their widths do not tell these apart from Latin.
_NARROW_SCRIPTS = {"THAI", "LAO", "KHMER", "MYANMAR"}
_SPACED_WIDE_SCRIPTS = {"HANGUL"}


def joined(words: Iterable[str]) -> str:
    """Return the words as one text.

    Between two characters of scripts that are written without blanks (Chinese, Japanese, Thai, Lao,
    Khmer, Burmese) there is none.
    """
    said = [word for word in words if word]
    first = said[:1]
    others = (
        after if _is_close(before, after) else f" {after}" for before, after in pairwise(said)
    )
    return "".join([*first, *others])


def _is_close(before: str, after: str) -> bool:
    return is_unspaced(before[-1]) and is_unspaced(after[0])


@lru_cache(maxsize=4096)
def is_unspaced(char: str) -> bool:
    """Say whether a character is of a script that puts no blanks between its words."""
    script = unicodedata.name(char, "").partition(" ")[0]
    is_wide = unicodedata.east_asian_width(char) in {"W", "F"}
    return script in _NARROW_SCRIPTS or (is_wide and script not in _SPACED_WIDE_SCRIPTS)
