"""Numbers as they are said: `forty-five` and `45` are one number, in the languages text2num knows."""

import re
from functools import lru_cache

from text_to_num import alpha2digit

LANGUAGES = frozenset({"en", "fr", "es", "pt", "de", "nl", "da", "it"})
# People read digits out loud with an o for the naught.
_NAUGHT = re.compile(r"(\d,?\s)(?:oh|o)(?=,?\s\d)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def in_digits(text: str, language: str | None, *, least: float = 0) -> str:
    """Return a text with its number words as digits; one word alone only if it is `least` or more.

    A language that is not among `LANGUAGES` is left as it is; no language is taken for English.
    """
    code = (language or "en").partition("-")[0].casefold()
    if code not in LANGUAGES:
        return text
    return _NAUGHT.sub(r"\g<1>0", alpha2digit(text, code, least))
