"""What ElevenLabs says: transcripts in two forms, errors in four."""

import json
import math
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError

from callinsight.domain.errors import BadProviderAnswerError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.speaker_role import ROLES, Role
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of


class _Entry(BaseModel):
    """One entry of `words`; spacing and audio events are entries too."""

    model_config = ConfigDict(extra="ignore")

    text: str
    type: str = "word"
    start: FiniteFloat | None = None
    end: FiniteFloat | None = None
    logprob: FiniteFloat | None = None
    speaker_id: str | None = None


class _Chunk(BaseModel):
    """One transcript: of the whole recording, or of one channel."""

    model_config = ConfigDict(extra="ignore")

    language_code: str | None = None
    language_probability: FiniteFloat | None = None
    text: str
    words: list[_Entry] = []
    channel_index: int | None = None


def transcript_in(body: bytes, recording: Recording, settings: TranscriptionSettings) -> Transcript:
    """Return the transcript in an answer; raises `BadProviderAnswerError` if it holds none."""
    chunks = _chunks(body)
    heard = [word for chunk in chunks for word in _heard(chunk)]
    fullest = max(
        chunks, key=lambda chunk: len(chunk.words)
    )  # a silent channel's language is a guess
    return Transcript(
        engine="elevenlabs",
        model=settings.model,
        quality="final",
        language=fullest.language_code,
        language_probability=fullest.language_probability,
        duration_seconds=recording.duration_seconds,
        channels=max(len(chunks), 1),
        turns=turns_of(heard),
        told_roles=_told_roles(heard),
    )


def _told_roles(heard: list[HeardWord]) -> dict[str, Role]:
    """Return the roles of speakers that Scribe names by their role, as it does when asked to."""
    speakers = {item.speaker for item in heard}
    return {name: name for name in ROLES if name in speakers}


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
            word=Word(
                text=entry.text,
                start=entry.start,
                end=entry.end,
                confidence=_confidence(entry.logprob),
            ),
            speaker=channel_name or entry.speaker_id or "unknown",
            channel=channel,
        )


def _confidence(logprob: float | None) -> float | None:
    return None if logprob is None else math.exp(min(logprob, 0.0))
