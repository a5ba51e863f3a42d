"""Other ways of writing the same words, for quotes that are not found as they stand.

Numbers in words and in digits, contractions and what they stand for, `$25` and `25 dollars`, `5 %`
and `5 percent` are the same words.
"""

import re
from collections.abc import Callable

from callinsight.domain.contractions import written_out
from callinsight.spoken_numbers import in_digits

_CURRENCIES = {"$": "dollars", "\u20ac": "euros", "\u00a3": "pounds", "\u20b9": "rupees"}
_SIGNS = "".join(_CURRENCIES)
_BEFORE = re.compile(rf"([{_SIGNS}])\s?(\d[\d.,]*\d|\d)")
_BEHIND = re.compile(rf"(\d)\s?([{_SIGNS}])")
_ONE = re.compile(r"\b(dollar|euro|pound|rupee)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_EMPTY_CENTS = re.compile(r"(?<=\d)\.00\b")
_PERCENT = re.compile(r"(\d)\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_SAME = {r"\bokay\b": "ok", r"\bmister\b": "mr", r"\bmissus\b": "mrs", r"\bdoctor\b": "dr"}


def in_full(language: str | None) -> Callable[[str], str]:
    """Return what writes a text of that language so that the same words look the same."""

    def written(text: str) -> str:
        text = in_digits(written_out(text), language)
        text = _BEFORE.sub(lambda found: f"{found[2]} {_CURRENCIES[found[1]]}", text)
        text = _BEHIND.sub(lambda found: f"{found[1]} {_CURRENCIES[found[2]]}", text)
        text = _PERCENT.sub(r"\1 percent", _EMPTY_CENTS.sub("", _THOUSANDS.sub("", text)))
        text = _ONE.sub(lambda found: f"{found[1]}s", text)
        for pattern, word in _SAME.items():
            text = re.sub(pattern, word, text, flags=re.IGNORECASE)
        return text

    return written
