"""Digits as they are said in a call: in its language, and in English."""

from callinsight.domain.redaction.digit_words import digits_said
from callinsight.spoken_numbers import in_digits

# An article or a preposition in other languages.
_NO_ENGLISH = {"ten"}


class SpokenDigits:
    """Reads digits in a call's language, and in English, which is said in any call."""

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._is_english = (language or "en").startswith("en")

    def word(self, word: str) -> str | None:
        """Return the digits of one word."""
        if not word.isalpha() and word.isascii():
            return None
        return digits_said(word, self._language) or self.phrase(word)

    def phrase(self, words: str) -> str | None:
        """Return the digits of words that all belong to numbers."""
        for code in (self._language,) if self._is_english else (self._language, "en"):
            found = in_digits(words, code).replace(" ", "")
            is_number = found.isdecimal() and found.isascii()
            if is_number and (self._is_english or words not in _NO_ENGLISH):
                return found
        return None
