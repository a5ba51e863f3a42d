"""Outputs made of segments: Amazon's Call Analytics, and the Post Call Analytics sample's."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from callinsight.adapters.imported_form import (
    Part,
    ReadyTranscript,
    Seconds,
    Share,
    role_named,
    speaker_name,
)
from callinsight.domain.transcript import HeardWord, Word

CALL_ANALYTICS = "amazon_call_analytics"
POST_CALL = "amazon_post_call_analytics"
_A_SECOND = 1000


class _Item(Part):
    content: str = Field(alias="Content")
    type: str = Field("pronunciation", alias="Type")
    start: Seconds | None = Field(None, alias="BeginOffsetMillis")
    end: Seconds | None = Field(None, alias="EndOffsetMillis")
    confidence: Share = Field(None, alias="Confidence")


class _Said(Part):
    content: str = Field(alias="Content")
    participant: str | None = Field(None, alias="ParticipantRole")
    start: Seconds | None = Field(None, alias="BeginOffsetMillis")
    end: Seconds | None = Field(None, alias="EndOffsetMillis")
    items: list[_Item] = Field([], alias="Items")


class _CallAnalytics(Part):
    said: list[_Said] = Field(alias="Transcript")
    language: str | None = Field(None, alias="LanguageCode")


class _Word(Part):
    text: str = Field(alias="Text")
    confidence: Share = Field(None, alias="Confidence")
    start: Seconds | None = Field(None, alias="StartTime")
    end: Seconds | None = Field(None, alias="EndTime")


class _Segment(Part):
    text: str = Field(alias="OriginalText")
    speaker: str | None = Field(None, alias="SegmentSpeaker")
    start: Seconds | None = Field(None, alias="SegmentStartTime")
    end: Seconds | None = Field(None, alias="SegmentEndTime")
    words: list[_Word] = Field([], alias="WordConfidence")


class _Label(Part):
    speaker: str = Field(alias="Speaker")
    shown: str | None = Field(None, alias="DisplayText")


class _Conversation(Part):
    language: str | None = Field(None, alias="LanguageCode")
    seconds: Seconds = Field(0.0, alias="Duration")
    labels: list[_Label] = Field([], alias="SpeakerLabels")


class _PostCall(Part):
    conversation: _Conversation = Field(alias="ConversationAnalytics")
    segments: list[_Segment] = Field(alias="SpeechSegments")


def is_call_analytics(document: dict[str, Any]) -> bool:
    """Say whether a document has the shape of Call Analytics' output."""
    return isinstance(document.get("Transcript"), list)


def call_analytics(document: dict[str, Any]) -> ReadyTranscript:
    """Return what was said; raises `ValueError` for a document in another form."""
    call = _CallAnalytics.model_validate(document)
    named = {speaker_name(said.participant): role_named(said.participant) for said in call.said}
    return ReadyTranscript(
        CALL_ANALYTICS,
        tuple(word for said in call.said for word in _said(said)),
        language=call.language,
        told_roles={name: role for name, role in named.items() if role},
    )


def is_post_call(document: dict[str, Any]) -> bool:
    """Say whether a document has the shape of the Post Call Analytics sample's output."""
    return isinstance(document.get("SpeechSegments"), list)


def post_call(document: dict[str, Any]) -> ReadyTranscript:
    """Return what was said; raises `ValueError` for a document in another form."""
    call = _PostCall.model_validate(document)
    named = {speaker_name(label.speaker): label.shown for label in call.conversation.labels}
    return ReadyTranscript(
        POST_CALL,
        tuple(word for segment in call.segments for word in _spoken(segment)),
        language=call.conversation.language,
        told_seconds=call.conversation.seconds,
        told_roles={name: role for name, shown in named.items() if (role := role_named(shown))},
    )


def _said(said: _Said) -> Iterator[HeardWord]:
    """Yield the words with the marks behind them, or the whole text where there are no words."""
    speaker, word = speaker_name(said.participant), None
    for item in said.items:
        if item.type == "punctuation" and word is not None:
            word = word.model_copy(update={"text": word.text + item.content})
            continue
        if word is not None:
            yield HeardWord(word=word, speaker=speaker)
        word = Word(
            text=item.content,
            start=_seconds(item.start),
            end=_seconds(item.end),
            confidence=item.confidence,
        )
    if word is None and said.content.strip():
        word = Word(text=said.content.strip(), start=_seconds(said.start), end=_seconds(said.end))
    if word is not None:
        yield HeardWord(word=word, speaker=speaker)


def _spoken(segment: _Segment) -> Iterator[HeardWord]:
    speaker = speaker_name(segment.speaker)
    words = segment.words or [
        _Word(text=segment.text, start=segment.start, end=segment.end, confidence=None)
    ]
    for word in words:
        if word.text.strip():
            yield HeardWord(
                word=Word(
                    text=word.text.strip(),
                    start=word.start,
                    end=word.end,
                    confidence=word.confidence,
                ),
                speaker=speaker,
            )


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / _A_SECOND, 3)
