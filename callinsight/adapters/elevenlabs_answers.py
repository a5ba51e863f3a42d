"""What ElevenLabs heard: transcripts in three forms, read tolerantly."""

import math
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from callinsight.adapters.elevenlabs_fields import dropped_by
from callinsight.adapters.json_bodies import loaded
from callinsight.domain.errors.provider import BadProviderAnswerError
from callinsight.domain.language import language_code
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.speaker_role import ROLES, Role
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of

_PLACEHOLDER = re.compile(r"\{[A-Z][A-Z0-9_]*\}")


def _writable(text: str) -> str:
    """Return a text that can be stored: halves of characters, which JSON allows, are replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Text = Annotated[str, AfterValidator(_writable)]
Channel = Annotated[int, Field(ge=0, lt=64)]
Seconds = Annotated[FiniteFloat, Field(ge=0)]


class _Entry(BaseModel):
    """One entry of `words`; spacing and audio events are entries too."""

    model_config = ConfigDict(extra="ignore")

    text: Text
    type: str = "word"
    start: Seconds | None = None
    end: Seconds | None = None
    logprob: float | None = None
    speaker_id: Text | None = None
    channel_index: Channel | None = None


class _Chunk(BaseModel):
    """One transcript: of the whole recording, or of one channel."""

    model_config = ConfigDict(extra="ignore")

    language_code: str | None = None
    language_probability: FiniteFloat | None = None
    text: Text
    words: list[_Entry] | None = None
    channel_index: Channel | None = None


def transcript_in(body: bytes, recording: Recording, settings: TranscriptionSettings) -> Transcript:
    """Return the transcript in an answer; raises `BadProviderAnswerError` if it holds none."""
    transcript = scribe_transcript(
        loaded(body),
        model=settings.model,
        seconds=recording.duration_seconds,
        redacted=bool(settings.entity_redaction),
    )
    return transcript.model_copy(update={"dropped_settings": dropped_by(recording, settings)})


def scribe_transcript(
    document: object,
    *,
    engine: str = "elevenlabs",
    model: str = "unknown",
    seconds: float | None = None,
    redacted: bool = False,
) -> Transcript:
    """Return the transcript in a parsed document; its length is the last word's end if untold.

    Raises `BadProviderAnswerError` if there is no transcript in it.
    """
    chunks = _read(document)
    heard = [word for chunk in chunks for word in _heard(chunk, redacted=redacted)]
    ends = [item.word.end for item in heard if item.word.end is not None]
    channels = {word.channel for word in heard if word.channel is not None}
    fullest = max(chunks, key=_fullness)  # a silent channel's language is a guess
    return Transcript(
        engine=engine,
        model=model,
        quality="final",
        language=language_code(fullest.language_code),
        language_probability=fullest.language_probability,
        duration_seconds=max(ends, default=0.0) if seconds is None else seconds,
        channels=max(len(chunks), len(channels), 1),
        turns=turns_of(heard),
        told_roles=_told_roles(heard),
    )


def is_transcript(document: object) -> bool:
    """Say whether a parsed answer can be read as a transcript."""
    try:
        return bool(_read(document))
    except BadProviderAnswerError:
        return False


def _fullness(chunk: _Chunk) -> int:
    return len(chunk.words or ())


def _told_roles(heard: list[HeardWord]) -> dict[str, Role]:
    """Return the roles of speakers that Scribe names by their role, as it does when asked to."""
    speakers = {item.speaker for item in heard}
    return {name: name for name in ROLES if name in speakers}


def _read(document: Any) -> list[_Chunk]:
    """Return one chunk, or one for each channel."""
    try:
        found = document.get("transcripts")
        chunks = [_Chunk.model_validate(item) for item in found or [document]]
    except (ValueError, TypeError, AttributeError, RecursionError, ValidationError):
        raise BadProviderAnswerError("ElevenLabs answered with no transcript.") from None
    if found is None:
        return chunks
    # The number of a channel is optional: then a transcript's place tells it.
    return [
        chunk.model_copy(update={"channel_index": place}) if chunk.channel_index is None else chunk
        for place, chunk in enumerate(chunks)
    ]


def _heard(chunk: _Chunk, *, redacted: bool) -> Iterator[HeardWord]:
    """Yield the words; the text alone, where it has no words or they would tell what it hides."""
    spoken = [entry for entry in chunk.words or [] if entry.type == "word" and entry.text.strip()]
    if not spoken or (redacted and not _as_hidden(chunk.text, spoken)):
        if chunk.text.strip():
            yield _word(_Entry(text=chunk.text), chunk)
        return
    for entry in spoken:
        yield _word(entry, chunk)


def _as_hidden(text: str, spoken: list[_Entry]) -> bool:
    """Say whether the words hide what the text hides: each placeholder is in both."""
    words = " ".join(entry.text for entry in spoken)
    return sorted(_PLACEHOLDER.findall(words)) == sorted(_PLACEHOLDER.findall(text))


def _word(entry: _Entry, chunk: _Chunk) -> HeardWord:
    channel = chunk.channel_index if entry.channel_index is None else entry.channel_index
    end = entry.end
    if end is not None and entry.start is not None:
        end = max(entry.start, end)
    return HeardWord(
        word=Word(
            text=entry.text.strip(),
            start=entry.start,
            end=end,
            confidence=_confidence(entry.logprob),
        ),
        speaker=(entry.speaker_id or "unknown") if channel is None else f"channel_{channel}",
        channel=channel,
    )


def _confidence(logprob: float | None) -> float | None:
    """Return a probability; that of zero is written as -Infinity."""
    return None if logprob is None or math.isnan(logprob) else math.exp(min(logprob, 0.0))
