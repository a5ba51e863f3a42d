"""Numbers that are said in pieces: `4 4 1 9`, `20 25`, `9 oh 2`, `double 5`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from callinsight.domain.facts.numerals import NUMBER, values

# Between two pieces of one number; what is loose may as well part two numbers.
_TIGHT = re.compile(r"[\s)(]+")
_LOOSE = re.compile(
    r"(?:[\s,.…\u2013)(-]|\b(?:um|uh|er|ehm|äh|ähm|euh|eh|dash|hyphen|then|okay|ok|and then|bindestrich)\b)+",
    re.IGNORECASE,
)
_ORDINAL = r"(?:(?<=\d)(?:st|nd|rd|th|º|ª|er|ère|e|ème|ste|de)\b)"
_TOKEN = re.compile(
    rf"(?P<times>\b(?:double|triple|treble|quadruple|doble|doppel|dubbel)\s+(?=\d|oh?\b))?"
    rf"(?:(?<!\d)(?P<number>{NUMBER})(?P<ordinal>{_ORDINAL})?|(?<!\w)(?P<naught>oh?)(?!\w))",
    re.IGNORECASE,
)
_TIMES = {"double": 2, "doble": 2, "doppel": 2, "dubbel": 2, "triple": 3, "treble": 3}
_THOUSANDS = re.compile(r"1(?:000){1,3}")
_CENT_DIGITS = 2
_LEAST_WINDOW, _LEAST_AT_AN_END, _LEAST_LOOSE = 4, 3, 6
_MOST_PIECES = 24  # longer than any number that people read out


class Piece(NamedTuple):
    """One group of digits as it stands in a text."""

    text: str
    start: int
    end: int
    is_ordinal: bool = False
    is_doubled: bool = False

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return re.sub(r"\D", "", self.text)

    @property
    def is_read_out(self) -> bool:
        """It was said digit by digit, as people read numbers out loud."""
        return self.is_doubled or len(self.digits) == 1 or self.digits.startswith("0")


class Run(NamedTuple):
    """Pieces with nothing but blanks between them."""

    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.pieces[-1].end

    @property
    def digits(self) -> str:
        """All its digits."""
        return "".join(piece.digits for piece in self.pieces)

    def readings(self, language: str | None) -> frozenset[Decimal]:
        """Return what the whole may mean: `19 99` is 1999, and 19.99 as a price."""
        if len(self.pieces) == 1 and not self.pieces[0].is_doubled:
            return values(self.pieces[0].text, language)
        last = self.pieces[-1]
        if _THOUSANDS.fullmatch(last.text) and len(self.pieces) > 1:
            before = Run(self.pieces[:-1]).readings(language)
            return frozenset(value * Decimal(last.text) for value in before)
        return frozenset({Decimal(self.digits), *self._prices()})

    @property
    def is_spelled(self) -> bool:
        """It is read out digit by digit, as codes are: no amount, unless as short as `2 oh 5`."""
        if len(self.pieces) == 1 and not self.pieces[0].is_doubled:
            return False
        is_price = len(self.digits) == 3 and self.digits[1] == "0"  # noqa: PLR2004
        return len(self.digits) > 2 and not is_price and all(p.is_read_out for p in self.pieces)  # noqa: PLR2004

    def _prices(self) -> Iterator[Decimal]:
        """`25 50` is 25.50, and `2 oh 5` is 2.05."""
        sizes = [len(piece.digits) for piece in self.pieces]
        cents = sizes[-1] if sizes[-1] == _CENT_DIGITS else sum(sizes[-2:])
        if cents == _CENT_DIGITS < sum(sizes) and not self.is_spelled:
            yield Decimal(f"{self.digits[:-2]}.{self.digits[-2:]}")


def runs_in(text: str) -> list[list[Run]]:
    """Return runs, those together that are apart by no more than a comma or a filler."""
    chains: list[list[list[Piece]]] = []
    before: Piece | None = None
    for piece in _pieces(text):
        gap = text[before.end : piece.start] if before else ""
        is_open = before is not None and not before.is_ordinal and not piece.is_ordinal
        if is_open and _TIGHT.fullmatch(gap):
            chains[-1][-1].append(piece)
        elif is_open and _LOOSE.fullmatch(gap):
            chains[-1].append([piece])
        else:
            chains.append([[piece]])
        before = piece
    return [[Run(tuple(run)) for run in chain] for chain in chains]


def windows(chain: list[Run]) -> Iterator[str]:
    """Yield the digits of whole pieces side by side, where they may be one number."""
    for run in chain:
        yield from _within(run.pieces)
    if len(chain) > 1:
        yield from _across(tuple(piece for run in chain for piece in run.pieces))


def joined_windows(before: list[Run], after: list[Run]) -> Iterator[str]:
    """Yield numbers that begin in one turn and end in the next of the same speaker."""
    first = tuple(piece for run in before for piece in run.pieces)[-_MOST_PIECES:]
    last = tuple(piece for run in after for piece in run.pieces)[:_MOST_PIECES]
    for begin in range(len(first)):
        for end in range(1, len(last) + 1):
            digits = "".join(piece.digits for piece in (*first[begin:], *last[:end]))
            if len(digits) >= _LEAST_LOOSE:
                yield digits


def _within(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for begin in range(len(pieces)):
        digits = ""
        for end, piece in enumerate(pieces[begin : begin + _MOST_PIECES], start=begin + 1):
            digits += piece.digits
            is_whole = end - begin == len(pieces)
            is_end = begin == 0 or end == len(pieces)
            least = 2 if is_whole else _LEAST_AT_AN_END if is_end else _LEAST_WINDOW
            if len(digits) >= least:
                yield digits


def _across(pieces: tuple[Piece, ...]) -> Iterator[str]:
    """Pieces that commas part are one number if they are single digits, or many."""
    for begin in range(len(pieces)):
        digits, is_read_out = "", True
        for piece in pieces[begin : begin + _MOST_PIECES]:
            is_read_out = is_read_out and piece.is_read_out
            is_more = bool(digits)
            digits += piece.digits
            if is_more and len(digits) >= (_LEAST_AT_AN_END if is_read_out else _LEAST_LOOSE):
                yield digits


def _pieces(text: str) -> Iterator[Piece]:
    """Yield groups of digits; an `oh` is a naught only beside a digit."""
    found = [_piece(match) for match in _TOKEN.finditer(text)]
    for place, piece in enumerate(found):
        if piece.text.isalpha():
            beside = list(pairwise(found[max(place - 1, 0) : place + 2]))
            if any(_is_beside(text, *pair) for pair in beside):
                yield piece._replace(text="0" * len(piece.text))
        else:
            yield piece


def _is_beside(text: str, one: Piece, other: Piece) -> bool:
    gap = text[one.end : other.start]
    return bool(_TIGHT.fullmatch(gap) or re.fullmatch(r",\s*", gap))


def _piece(match: re.Match[str]) -> Piece:
    """Return a group of digits; of `double 03` the naught is said twice."""
    said = (match["times"] or "").strip().casefold()
    times = _TIMES.get(said, 4 if said else 1)
    text = "o" if match["naught"] else match["number"]
    repeated = text if times == 1 else f"{text[0] * (times - 1)}{text}"
    return Piece(repeated, *match.span(), match["ordinal"] is not None, times > 1)
