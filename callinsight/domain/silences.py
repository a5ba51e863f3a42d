"""Silences of a call: stretches between its first and last sound in which nobody is heard."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from callinsight.domain.metrics.sound import Span, milliseconds, seconds, union
from callinsight.domain.transcript import Transcript


class Silence(NamedTuple):
    """One stretch, with the turns before and after it."""

    start: float
    end: float
    turn_ids: tuple[int, ...]


def silences(transcript: Transcript) -> list[Silence] | None:
    """Return the silences in their order, or None where times are missing.

    Times of a measured sound are believed before those of words.
    """
    measured = [_span(part.start, part.end) for part in transcript.speech]
    sounds = measured or _spoken(transcript)
    if sounds is None:
        return None
    gaps = [(seconds(before[1]), seconds(after[0])) for before, after in pairwise(union(sounds))]
    return [Silence(start, end, tuple(_around(transcript, start, end))) for start, end in gaps]


def _span(start: float, end: float) -> Span:
    return milliseconds(start), milliseconds(end)


def _spoken(transcript: Transcript) -> list[Span] | None:
    spans = [
        _span(turn.start, turn.end)
        for turn in transcript.turns
        if turn.start is not None and turn.end is not None
    ]
    return spans if len(spans) == len(transcript.turns) else None


def _around(transcript: Transcript, start: float, end: float) -> Iterator[int]:
    """Yield the last turn that began before the silence and the first one that ends after it."""
    before = [turn for turn in transcript.turns if turn.start is not None and turn.start < start]
    after = [turn for turn in transcript.turns if turn.end is not None and turn.end > end]
    if before:
        yield max(before, key=lambda turn: (turn.start or 0.0, turn.id)).id
    if after:
        yield min(after, key=lambda turn: (turn.end or 0.0, turn.id)).id
