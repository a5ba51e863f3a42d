"""Who is audible when, in whole milliseconds: thresholds are met as they are told, sums are exact."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Literal, NamedTuple

from callinsight.domain.transcript import Transcript

Source = Literal["voice_activity", "word_times"]
Span = tuple[int, int]


class Interval(NamedTuple):
    """A stretch in which a speaker is audible; `text` is what is said in it, where that is known."""

    start: int
    end: int
    text: str | None = None


@dataclass(frozen=True)
class Sound:
    """The intervals of every speaker (by role, if known), in time order."""

    source: Source
    intervals: dict[str, list[Interval]]

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        """When each speaker is audible; no moment is counted twice."""
        return {
            speaker: union((interval.start, interval.end) for interval in own)
            for speaker, own in self.intervals.items()
        }

    @cached_property
    def everyone(self) -> list[Span]:
        """When anybody is audible."""
        return union(span for own in self.spans.values() for span in own)

    @property
    def length(self) -> int:
        """The time from the first to the last sound."""
        return self.everyone[-1][1] - self.everyone[0][0] if self.everyone else 0


def sound_of(transcript: Transcript) -> Sound:
    """Return what is audible: voice activity if an engine measured it, else the times of the words."""
    names = speaker_names(transcript)
    if transcript.speech:
        measured = (
            (names.get(i.speaker, i.speaker), i.start, i.end, None) for i in transcript.speech
        )
        return Sound("voice_activity", _by_speaker(measured))
    said = (
        (names[turn.speaker], word.start, word.end, word.text)
        for turn in transcript.turns
        for word in turn.words
    )
    return Sound("word_times", _by_speaker(said))


def speaker_names(transcript: Transcript) -> dict[str, str]:
    """Return what each speaker with turns is called in the metrics: the role, if it is known."""
    return {turn.speaker: turn.role or turn.speaker for turn in transcript.turns}


def union(spans: Iterable[Span]) -> list[Span]:
    """Return disjoint spans in time order that cover the same time."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def length_of(spans: Iterable[Span]) -> int:
    """Return how long disjoint spans are together."""
    return sum(end - start for start, end in spans)


def milliseconds(told: float) -> int:
    """Return a time as it is told, free of what floats add to it."""
    return round(told * 1000)


def seconds(measured: int) -> float:
    """Return a time as it is stored."""
    return measured / 1000


def share(part: int, whole: int) -> float:
    """Return a part of something as it is stored, 0 to 1; nothing has no parts."""
    return round(part / whole, 3) if whole else 0.0


_Told = tuple[str, float | None, float | None, str | None]


def _by_speaker(told: Iterable[_Told]) -> dict[str, list[Interval]]:
    intervals: dict[str, list[Interval]] = defaultdict(list)
    for speaker, interval in _audible(told):
        intervals[speaker].append(interval)
    return {speaker: sorted(own, key=_in_time) for speaker, own in sorted(intervals.items())}


def _audible(told: Iterable[_Told]) -> Iterator[tuple[str, Interval]]:
    """Yield what has a beginning and a later end."""
    for speaker, start, end, text in told:
        if start is None or end is None or not (isfinite(start) and isfinite(end)):
            continue
        interval = Interval(milliseconds(start), milliseconds(end), text)
        if interval.start < interval.end:
            yield speaker, interval


def _in_time(interval: Interval) -> tuple[int, int, str]:
    return interval.start, interval.end, interval.text or ""
