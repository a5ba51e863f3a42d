"""Ready transcripts instead of audio: verified as a recording is, then read as an engine's answer.

A file counts as one by its first byte, not by its name: no audio format begins like JSON.
"""

import asyncio
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from callinsight.adapters.amazon_call_analytics import (
    call_analytics,
    is_call_analytics,
    is_post_call,
    post_call,
)
from callinsight.adapters.amazon_transcribe import amazon_transcribe, is_amazon_transcribe
from callinsight.adapters.elevenlabs_answers import is_transcript, scribe_transcript
from callinsight.adapters.own_transcripts import is_own, own_transcript
from callinsight.domain.errors.provider import BadProviderAnswerError
from callinsight.domain.errors.recording import TranscriptInvalidError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import DOCUMENT, Recording, SoundFacts
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import Audio, SoundProbe

LARGEST_BYTES = 32 * 1024 * 1024  # ten hours of words with their times are about 20 MB
# Of values in a document: parsed they take a hundred times the bytes of an empty list.
MOST_VALUES = 4_000_000
_HEAD_BYTES = 1024
_BLANK = b"\xef\xbb\xbf \t\r\n"  # with the mark that some editors put before UTF-8
_OTHER_FORM = "The document is no transcript in a form that we read."
_NO_JSON = "The document is not JSON that can be read."
_FORMS: tuple[
    tuple[Callable[[dict[str, Any]], bool], Callable[[dict[str, Any]], Transcript]], ...
] = (
    (is_own, own_transcript),
    (is_amazon_transcribe, lambda document: amazon_transcribe(document).transcript()),
    (is_call_analytics, lambda document: call_analytics(document).transcript()),
    (is_post_call, lambda document: post_call(document).transcript()),
    (is_transcript, lambda document: scribe_transcript(document, engine="import:scribe")),
)


class ImportedTranscripts:
    """Reads documents that are transcripts already: nothing is recognised, nothing paid."""

    engine = "import"

    def fingerprint_parts(
        self,
        settings: TranscriptionSettings,  # noqa: ARG002  (nothing of it shapes a ready transcript)
    ) -> dict[str, Any]:
        return {"engine": self.engine}

    async def transcribe(
        self,
        recording: Recording,  # noqa: ARG002
        audio: Audio,
        settings: TranscriptionSettings,  # noqa: ARG002
    ) -> Transcript:
        async with audio.local_copy() as path:
            return await asyncio.to_thread(transcript_at, path)


class ProbeByContent:
    """Looks at documents itself, and has everything else probed as sound."""

    def __init__(self, sound: SoundProbe) -> None:
        self._sound = sound

    async def probe(self, path: Path) -> SoundFacts:
        """Return what the file is; raises `TranscriptInvalidError` for a document we do not read.

        Of sound it raises what the probe of sound raises.
        """
        if not await asyncio.to_thread(_is_document, path):
            return await self._sound.probe(path)
        transcript = await asyncio.to_thread(transcript_at, path)
        return SoundFacts(
            media_type=DOCUMENT,
            duration_seconds=transcript.duration_seconds,
            channels=transcript.channels,
        )


def transcript_at(path: Path) -> Transcript:
    """Return the transcript in a file; raises `TranscriptInvalidError` and nothing else."""
    if path.stat().st_size > LARGEST_BYTES:
        raise TranscriptInvalidError("The document is larger than a transcript of a day.")
    return transcript_in(path.read_bytes())


def transcript_in(body: bytes) -> Transcript:
    """Return the transcript in a document; raises `TranscriptInvalidError` and nothing else."""
    document = _parsed(body)
    try:
        transcript = _read(document)
        transcript.model_dump_json()  # half of a surrogate pair cannot be stored
    except (ValidationError, ValueError, BadProviderAnswerError, PydanticSerializationError):
        raise TranscriptInvalidError(_OTHER_FORM) from None
    if not transcript.words:
        raise TranscriptInvalidError("The transcript has no words.")
    if not 0 < transcript.duration_seconds < math.inf:
        raise TranscriptInvalidError(
            "The transcript tells neither its length nor its words' times."
        )
    return transcript


def _read(document: dict[str, Any]) -> Transcript:
    for is_form, read in _FORMS:
        if is_form(document):
            return read(document)
    raise TranscriptInvalidError(_OTHER_FORM)


def _parsed(body: bytes) -> dict[str, Any]:
    if sum(body.count(mark) for mark in (b"{", b"[", b",")) > MOST_VALUES:
        raise TranscriptInvalidError("The document has more values than a transcript of a day.")
    try:
        document = json.loads(body.lstrip(_BLANK), parse_float=_finite, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise TranscriptInvalidError(_NO_JSON) from None
    if not isinstance(document, dict):
        raise TranscriptInvalidError(_OTHER_FORM)
    return document


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number beyond all bounds")
    return number


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _is_document(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES).lstrip(_BLANK)[:1] in {b"{", b"["}
