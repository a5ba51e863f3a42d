"""Talk metrics: arithmetic on the times at which speakers are audible.

Definitions (the written ones of docs/architecture.md, "Talk metrics"): talk time is the length of
the union of a speaker's intervals; overlap is time with two or more speakers; non-talk is time
with nobody between the first and the last sound; dead air is non-talk of three seconds or more.
What cannot be known is None with a reason, never 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pydantic import Field

from callinsight.domain.model import Stored
from callinsight.domain.transcript import SpeechInterval, Transcript

DEAD_AIR_SECONDS = 3.0
_DIGITS = 3
Span = tuple[float, float]


class TalkMetrics(Stored):
    """Seconds and shares of one call, by speaker (role, if known)."""

    source: str = Field(description="voice_activity or word_times")
    talk_time_seconds: dict[str, float] | None = None
    talk_ratio: dict[str, float] | None = Field(None, description="share of all talk time")
    talk_share_of_call: dict[str, float] | None = None
    overlap_seconds: float | None = None
    non_talk_seconds: float | None = None
    dead_air_seconds: float | None = None
    longest_silence_seconds: float | None = None
    unavailable: dict[str, str] = Field({}, description="metric -> why it is None")


def talk_metrics(transcript: Transcript) -> TalkMetrics:
    """Return the metrics this transcript honestly supports."""
    source, intervals = _intervals(transcript)
    if not intervals:
        why = "no_speech" if not transcript.turns else "no_times"
        return TalkMetrics(source=source, unavailable=dict.fromkeys(_ALL, why))
    spans = {speaker: _union(own) for speaker, own in _by_speaker(intervals).items()}
    everyone = _union(span for own in spans.values() for span in own)
    gaps = [_rounded(after[0] - before[1]) for before, after in pairwise(everyone)]
    known = {
        "non_talk_seconds": _rounded(sum(gaps)),
        "dead_air_seconds": _rounded(sum(gap for gap in gaps if gap >= DEAD_AIR_SECONDS)),
        "longest_silence_seconds": _rounded(max(gaps, default=0.0)),
    }
    if transcript.channels == 1 and len(spans) == 1:
        return TalkMetrics.model_validate(
            {"source": source, **known, "unavailable": dict.fromkeys(_PER_SPEAKER, "one_speaker")}
        )
    return TalkMetrics.model_validate(
        {"source": source, **known, **_per_speaker(spans, everyone), **_overlap(transcript, spans)}
    )


_PER_SPEAKER = ("talk_time_seconds", "talk_ratio", "talk_share_of_call", "overlap_seconds")
_ALL = (*_PER_SPEAKER, "non_talk_seconds", "dead_air_seconds", "longest_silence_seconds")


def _intervals(transcript: Transcript) -> tuple[str, list[SpeechInterval]]:
    """Voice activity if an engine measured it, else the times of the words."""
    names = {turn.speaker: turn.role or turn.speaker for turn in transcript.turns}
    if transcript.speech:
        return "voice_activity", [
            SpeechInterval(speaker=names.get(i.speaker, i.speaker), start=i.start, end=i.end)
            for i in transcript.speech
            if i.start < i.end
        ]
    return "word_times", [
        SpeechInterval(speaker=names[turn.speaker], start=word.start, end=word.end)
        for turn in transcript.turns
        for word in turn.words
        if word.start is not None and word.end is not None and word.start < word.end
    ]


def _by_speaker(intervals: Iterable[SpeechInterval]) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for interval in intervals:
        spans[interval.speaker].append((interval.start, interval.end))
    return dict(sorted(spans.items()))


def _union(spans: Iterable[Span]) -> list[Span]:
    """Return disjoint spans in time order that cover the same time."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _length(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in spans)


def _per_speaker(spans: Mapping[str, list[Span]], everyone: list[Span]) -> dict[str, object]:
    talk = {speaker: _length(own) for speaker, own in spans.items()}
    total = sum(talk.values())
    call = everyone[-1][1] - everyone[0][0]
    return {
        "talk_time_seconds": {speaker: _rounded(t) for speaker, t in talk.items()},
        "talk_ratio": {s: _rounded(t / total) for s, t in talk.items()} if total else None,
        "talk_share_of_call": {s: _rounded(t / call) for s, t in talk.items()} if call else None,
    }


def _overlap(transcript: Transcript, spans: Mapping[str, list[Span]]) -> dict[str, object]:
    """Words of one channel are told one after the other, so mono cannot show an overlap."""
    if transcript.channels == 1:
        return {"unavailable": {"overlap_seconds": "mono"}}
    return {"overlap_seconds": _rounded(_shared_time(spans))}


def _shared_time(spans: Mapping[str, list[Span]]) -> float:
    """Sum the time in which at least two speakers are audible."""
    changes = sorted(
        change for own in spans.values() for start, end in own for change in ((start, 1), (end, -1))
    )
    shared, audible, since = 0.0, 0, 0.0
    for moment, change in changes:
        if audible >= 2:  # noqa: PLR2004  (two make an overlap)
            shared += moment - since
        audible, since = audible + change, moment
    return shared


def _rounded(seconds: float) -> float:
    return round(seconds, _DIGITS)
