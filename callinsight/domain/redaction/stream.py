"""What one speaker says, across turns: a number is often said with pauses, and others in between."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from callinsight.domain.redaction.found import Found


class Piece(NamedTuple):
    """A part of a speaker's text: the words of one turn."""

    turn: int
    text: str


class Stream:
    """Pieces as one text, and where what is found in it stands in the pieces."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple(pieces)
        self.starts: list[int] = []
        at = 0
        for piece in self.pieces:
            self.starts.append(at)
            at += len(piece.text) + 1
        self.text = " ".join(piece.text for piece in self.pieces)

    def turn_at(self, place: int) -> int:
        """Return the turn in which a place of the text lies."""
        return self.pieces[bisect_right(self.starts, place) - 1].turn

    def in_pieces(self, found: Found) -> Sequence[tuple[int, Found]]:
        """Return a value by the turns that it stands in, each with its own places."""
        parts = []
        for start, piece in zip(self.starts, self.pieces, strict=True):
            own = found._replace(
                start=max(found.start - start, 0), end=min(found.end - start, len(piece.text))
            )
            if own.start < own.end:
                parts.append((piece.turn, own))
        return parts
