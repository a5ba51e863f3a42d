"""Digits as they are written and said: in groups, one by one, in pairs, doubled."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from callinsight.domain.redaction.digit_words import CHAIN, CHARACTERS
from callinsight.domain.redaction.fillers import FILLERS

# Returns the digits of a number word, or None for any other word.
Spoken = Callable[[str], str | None]

# Signs that belong to the letter before them, which Python does not take for parts of words; and the
# scripts without blanks, in which digits stand between other characters.
_MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_UNSPACED = r"\u0e00-\u0e7f\u3007\u3040-\u30ff\u3400-\u9fff"
_CYRILLIC_PAUSE = r"(?<=[\u0400-\u04ff])['\u2019](?=[\u0400-\u04ff])"
_TOKEN = re.compile(
    rf"{CHAIN}|[{CHARACTERS}]|(?:(?!{CHAIN})[{_UNSPACED}](?<![{CHARACTERS}]))+"
    rf"|(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}]|{_CYRILLIC_PAUSE})+"
)
# Between two groups of one number stands no more than this, and no sign of another thing.
_GAP = re.compile(r"[^$€£%=<>\[\]{}|?!\"]{0,4}")
_MOST_FILLERS = 4
_NAUGHTS = {"o", "oh"}
_TIMES = {
    "double": 2,
    "triple": 3,
    "treble": 3,
    "quadruple": 4,
    "doble": 2,
    "doppio": 2,
    "dubbel": 2,
}
_ZEROS = {"hundred": "00", "thousand": "000"}
_DIGITS_OF_TENS = 2
_TEN = 10
_CENTURIES = {"18", "19", "20"}


class Token(NamedTuple):
    """A word or a group of digits; `said` if its digits are words."""

    start: int
    end: int
    text: str
    digits: str | None
    said: bool


class Run(NamedTuple):
    """Groups of digits that may be one number."""

    tokens: tuple[Token, ...]

    @property
    def digits(self) -> str:
        """All its digits."""
        return "".join(token.digits or "" for token in self.tokens)

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.tokens[-1].end

    @property
    def is_said_by_digit(self) -> bool:
        """It was said digit by digit, as people read numbers out loud."""
        return all(token.said or len(token.text) == 1 for token in self.tokens)

    @property
    def is_of_years(self) -> bool:
        """It has a year or a count in it: `nineteen ninety`, `two thousand`."""
        sizes = [len(token.digits or "") for token in self.tokens]
        return any(size > _DIGITS_OF_TENS for size in sizes) or any(
            before.digits in _CENTURIES and size == _DIGITS_OF_TENS
            for before, size in zip(self.tokens, sizes[1:], strict=False)
        )

    @property
    def is_counting(self) -> bool:
        """Each of its numbers is one more than that before it, to ten and beyond."""
        told = [token.digits or "" for token in self.tokens]
        if max(map(len, told)) > _DIGITS_OF_TENS:
            return False
        steps = pairwise(map(int, told))
        return int(told[-1]) >= _TEN and all(after == before + 1 for before, after in steps)


def words_of(text: str, spoken: Spoken) -> list[Token]:
    """Return the words of a text with the digits that each of them stands for."""
    return _with_naughts([_token(found, spoken) for found in _TOKEN.finditer(text)])


def readings_of(text: str, plain: list[Token]) -> tuple[list[Token], ...]:
    """Return words with the digits that they may stand for together: `forty one` is 41, or 40 1."""
    with_tens = _with_tens(text, plain)
    readings = [with_tens] if len(with_tens) == len(plain) else [with_tens, plain]
    return tuple(repeated(text, reading) for reading in readings)


def runs_of(text: str, tokens: Iterable[Token], fillers: frozenset[str] = FILLERS) -> list[Run]:
    """Return the longest runs of digits, across a few filler words."""
    runs: list[list[Token]] = []
    before: Token | None = None  # what the next one may follow: digits, or a filler after them
    filled = 0
    for token in tokens:
        follows = before is not None and is_near(text, before, token)
        if token.digits is not None:
            if follows:
                runs[-1].append(token)
            else:
                runs.append([token])
            before, filled = token, 0
        else:
            filled += 1
            is_filler = token.text.casefold() in fillers and filled <= _MOST_FILLERS
            before = token if follows and is_filler else None
    return [Run(tuple(run)) for run in runs]


def is_near(text: str, before: Token, after: Token) -> bool:
    """Say whether no more than a few signs stand between two tokens."""
    return _GAP.fullmatch(text, before.end, after.start) is not None


def is_times(word: str) -> bool:
    """Say whether a word repeats the digit behind it, as `double` does."""
    return word in _TIMES


def windows(run: Run, lengths: range) -> Iterator[Run]:
    """Yield parts of a run, whole groups each, with so many digits; the longest first."""
    found = []
    for first in range(len(run.tokens)):
        size = 0
        for last in range(first, len(run.tokens)):
            size += len(run.tokens[last].digits or "")
            if size >= lengths.stop:
                break
            if size in lengths:
                found.append((-size, Run(run.tokens[first : last + 1])))
    yield from (part for _, part in sorted(found, key=lambda sized: sized[0]))


def _token(found: re.Match[str], spoken: Spoken) -> Token:
    text = found[0]
    if text.isdecimal():
        return Token(*found.span(), text, "".join(str(int(char)) for char in text), said=False)
    word = text.casefold()
    return Token(*found.span(), text, None if word in _ZEROS else spoken(word), said=True)


def _with_naughts(tokens: list[Token]) -> list[Token]:
    """Take an `oh` beside a digit for a naught."""
    known = [token.digits is not None or token.text.casefold() in _NAUGHTS for token in tokens]
    return [
        token._replace(digits="0")
        if token.text.casefold() in _NAUGHTS
        and any(known[max(place - 1, 0) : place] + known[place + 1 : place + 2])
        else token
        for place, token in enumerate(tokens)
    ]


def repeated(text: str, tokens: Iterable[Token]) -> list[Token]:
    """Read `double five` as two fives, `eight hundred` as 800."""
    read: list[Token] = []
    for token in tokens:
        before = read[-1] if read and is_near(text, read[-1], token) else None
        word = token.text.casefold()
        if before is not None and before.said and before.digits and word in _ZEROS:
            read[-1] = before._replace(end=token.end, digits=before.digits + _ZEROS[word])
        elif before is not None and token.digits and before.text.casefold() in _TIMES:
            times = _TIMES[before.text.casefold()]
            read[-1] = token._replace(start=before.start, digits=token.digits * times)
        else:
            read.append(token)
    return read


def _with_tens(text: str, tokens: list[Token]) -> list[Token]:
    """Read `forty one` as 41."""
    read: list[Token] = []
    for token in tokens:
        before = read[-1] if read and is_near(text, read[-1], token) else None
        if before is not None and _is_ten(before) and _is_unit(token):
            digits = f"{(before.digits or '')[0]}{token.digits}"
            read[-1] = before._replace(end=token.end, digits=digits)
        else:
            read.append(token)
    return read


def _is_ten(token: Token) -> bool:
    digits = token.digits or ""
    return token.said and len(digits) == _DIGITS_OF_TENS and digits[0] > "1" and digits[1] == "0"


def _is_unit(token: Token) -> bool:
    return token.said and token.digits is not None and token.digits in set("123456789")
