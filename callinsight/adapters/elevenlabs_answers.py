"""What ElevenLabs says: transcripts in two forms, errors in four."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from callinsight.domain.errors import BadProviderAnswerError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of


class _Entry(BaseModel):
    """One entry of `words`; spacing and audio events are entries too."""

    model_config = ConfigDict(extra="ignore")

    text: str
    type: str = "word"
    start: float | None = None
    end: float | None = None
    logprob: float | None = None
    speaker_id: str | None = None


class _Chunk(BaseModel):
    """One transcript: of the whole recording, or of one channel."""

    model_config = ConfigDict(extra="ignore")

    language_code: str | None = None
    language_probability: float | None = None
    text: str
    words: list[_Entry] = []
    channel_index: int | None = None


def transcript_in(body: bytes, recording: Recording, settings: TranscriptionSettings) -> Transcript:
    """Return the transcript in an answer; raises `BadProviderAnswerError` if it holds none."""
    chunks = _chunks(body)
    channelled = any(chunk.channel_index is not None for chunk in chunks)
    heard = [word for chunk in chunks for word in _heard(chunk)]
    roles = settings.channel_roles if channelled and recording.channels > 1 else ()
    return Transcript(
        engine="elevenlabs",
        model=settings.model,
        quality="final",
        language=chunks[0].language_code,
        language_probability=chunks[0].language_probability,
        duration_seconds=recording.duration_seconds,
        channels=max(len(chunks), 1),
        turns=turns_of(heard, roles),
    )


def error_code(body: bytes) -> tuple[str, str]:
    """Return the code in any of the four error forms, and the field it is about; or empty texts."""
    try:
        detail = json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""
    if isinstance(detail, dict):  # new form: code; old form: status
        code = detail.get("code") or detail.get("status")
        return str(code or ""), str(detail.get("param") or "")
    if isinstance(detail, list):  # request validation
        return "validation_error", _place(detail)
    return "", ""


def _place(problems: list[Any]) -> str:
    first = problems[0] if problems else None
    place = first.get("loc") if isinstance(first, dict) else None
    return ".".join(str(part) for part in place) if isinstance(place, list) else ""


def _chunks(body: bytes) -> list[_Chunk]:
    try:
        document: Any = json.loads(body)
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


def _heard(chunk: _Chunk) -> Iterator[HeardWord]:
    channel = chunk.channel_index
    channel_name = None if channel is None else f"channel_{channel}"
    spoken = [entry for entry in chunk.words if entry.type == "word"]
    if not spoken and chunk.text.strip():
        yield HeardWord(
            word=Word(text=chunk.text.strip()), speaker=channel_name or "unknown", channel=channel
        )
    for entry in spoken:
        yield HeardWord(
            word=Word(text=entry.text, start=entry.start, end=entry.end, logprob=entry.logprob),
            speaker=channel_name or entry.speaker_id or "unknown",
            channel=channel,
        )
