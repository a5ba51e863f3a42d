"""Amazon Transcribe's own output: items by time, with labels of speakers or of channels."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from callinsight.adapters.imported_form import Part, ReadyTranscript, Seconds, Share, speaker_name
from callinsight.domain.transcript import HeardWord, Word

FORM = "amazon_transcribe"
_MOST_CHANNELS = 64


class _Alternative(Part):
    content: str
    confidence: Share = None


class _Item(Part):
    type: str = "pronunciation"
    alternatives: list[_Alternative] = Field(min_length=1)
    start_time: Seconds | None = None
    end_time: Seconds | None = None
    speaker_label: str | None = None


class _Channel(Part):
    items: list[_Item] = []


class _Channels(Part):
    channels: list[_Channel] = Field(max_length=_MOST_CHANNELS)


class _Label(Part):
    start_time: Seconds | None = None
    speaker_label: str | None = None


class _Segment(Part):
    speaker_label: str | None = None
    items: list[_Label] = []


class _Speakers(Part):
    segments: list[_Segment] = []


class _Guess(Part):
    code: str | None = None
    score: Share = None


class _Results(Part):
    items: list[_Item] = []
    speaker_labels: _Speakers | None = None
    channel_labels: _Channels | None = None
    language_code: str | None = None
    language_identification: list[_Guess] = []


def is_amazon_transcribe(document: dict[str, Any]) -> bool:
    """Say whether a document has the shape of a finished job's output."""
    return isinstance(document.get("results"), dict)


def amazon_transcribe(document: dict[str, Any]) -> ReadyTranscript:
    """Return what was said; raises `ValueError` for a document in another form."""
    results = _Results.model_validate(document["results"])
    channels = results.channel_labels.channels if results.channel_labels else []
    if channels:
        heard = [w for n, channel in enumerate(channels) for w in _of_channel(n, channel.items)]
    else:
        heard = list(_of_speakers(results.items, _labels(results)))
    scores = [g.score for g in results.language_identification if g.code == results.language_code]
    return ReadyTranscript(
        FORM,
        tuple(heard),
        channels=max(1, len(channels)),
        language=results.language_code,
        language_probability=scores[0] if scores else None,
    )


def _of_channel(number: int, items: list[_Item]) -> Iterator[HeardWord]:
    for word, _ in _words(items):
        yield HeardWord(word=word, speaker=f"channel_{number}", channel=number)


def _of_speakers(items: list[_Item], labels: dict[float, str]) -> Iterator[HeardWord]:
    for word, item in _words(items):
        label = item.speaker_label or labels.get(word.start if word.start is not None else -1.0)
        yield HeardWord(word=word, speaker=speaker_name(label))


def _labels(results: _Results) -> dict[float, str]:
    """Older outputs name the speaker of an item beside it, by its start."""
    segments = results.speaker_labels.segments if results.speaker_labels else []
    return {
        item.start_time: item.speaker_label or segment.speaker_label or ""
        for segment in segments
        for item in segment.items
        if item.start_time is not None
    }


def _words(items: list[_Item]) -> Iterator[tuple[Word, _Item]]:
    """Yield the words, each with the marks behind it."""
    last: tuple[Word, _Item] | None = None
    for item in items:
        best = item.alternatives[0]
        if item.type == "punctuation":
            if last is not None:
                word, spoken = last
                last = word.model_copy(update={"text": word.text + best.content}), spoken
            continue
        if last is not None:
            yield last
        word = Word(
            text=best.content, start=item.start_time, end=item.end_time, confidence=best.confidence
        )
        last = word, item
    if last is not None:
        yield last
