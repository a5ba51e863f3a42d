"""Speech recognition on this machine with a Whisper model of the user's own."""

import asyncio
import json
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import ValidationError

from callinsight.adapters.child_process import ChildFailedError, answer_of
from callinsight.adapters.faster_whisper_answers import Heard, dropped_by, transcript_of
from callinsight.adapters.whisper_models import WhisperFiles, model_on_disk
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import EngineMissingError
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.language import language_code
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import Audio

# Raise it when the recogniser is asked differently, so that older transcripts are not taken for new.
REVISION = 1
_RECOGNIZER = "callinsight.adapters.faster_whisper_recognizer"
_STEREO = 2
MIXED = "mixed"
# Weights are read, converted and packed; samples are held as bytes, integers and floats; the rest
# is what the libraries reserve, most of which they never touch.
_COPIES = 3
_SAMPLE_BYTES_PER_SECOND = 16_000 * (2 + 2 + 4 + 4 + 4)
_LIBRARY_BYTES = 6_000_000_000
_CRASHED = "Speech recognition on this machine ended without a result."
_UNREADABLE = "The recording is too damaged for speech recognition."

# One child at a time: each takes all processors. A semaphore belongs to one event loop.
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class FasterWhisperTranscriber:
    """Recognises speech without a key or a network, one speaker a channel; it never downloads."""

    engine = "faster-whisper"

    def __init__(self, model: str | None) -> None:
        self._model = model

    @property
    def is_usable(self) -> bool:
        """Whether the package and the model are both on this machine."""
        return self._missing is None

    def require_usable(self) -> None:
        """Raise `EngineMissingError` that says which of both is missing."""
        if self._missing is not None:
            raise EngineMissingError(self._missing)

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        """Return the settings that shape the result, the model's very weights among them."""
        return {
            "engine": self.engine,
            "model": self._files and (self._files.name, self._files.revision),
            "revision": REVISION,
            "separate_channels": settings.multichannel is not False,
            "language": settings.language,
            "keyterms": settings.keyterms,
            "diarize": settings.diarize,
            "dropped": dropped_by(settings),
        }

    async def transcribe(
        self, recording: Recording, audio: Audio, settings: TranscriptionSettings
    ) -> Transcript:
        """Return what was said.

        Raises `EngineMissingError` if package or model is missing, `InternalError` if the
        recogniser crashes, `RecordingUnreadableError` if the sound turns out to be damaged,
        `ProviderRefusedError` if the profile wants something hidden, which it cannot do.
        """
        if settings.entity_redaction:
            raise ProviderRefusedError(
                "The profile asks to hide entities, which this transcriber cannot do."
            )
        self.require_usable()
        assert self._files is not None  # noqa: S101  (required above)
        async with _place(), audio.local_copy() as path:
            heard = await _recognised(path, self._files, recording, settings)
        return transcript_of(heard, recording, settings, self._files, self.engine)

    @cached_property
    def _missing(self) -> str | None:
        if not self._is_installed:
            return "The package faster-whisper is not installed on this machine."
        if self._model is None:
            return "No model is named for faster-whisper (FASTER_WHISPER_MODEL)."
        if self._files is None:
            return "The model that FASTER_WHISPER_MODEL names is not on this machine."
        return None

    @cached_property
    def _files(self) -> WhisperFiles | None:
        return model_on_disk(self._model) if self._model and self._is_installed else None

    @cached_property
    def _is_installed(self) -> bool:
        return find_spec("faster_whisper") is not None


def _place() -> asyncio.Semaphore:
    return _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1))


def _channels(recording: Recording, settings: TranscriptionSettings) -> list[str]:
    """Return what is recognised by itself; channels that cancel each other out are not mixed."""
    if recording.streams == _STEREO and settings.multichannel is not False:
        return [str(channel) for channel in recording.audible_channels]
    return [str(recording.audible_channels[0])] if recording.mirrored else [MIXED]


async def _recognised(
    path: Path, files: WhisperFiles, recording: Recording, settings: TranscriptionSettings
) -> Heard:
    sound_bytes = round(recording.duration_seconds) * _SAMPLE_BYTES_PER_SECOND
    asked = {
        "path": str(path),
        "model": str(files.folder),
        "channels": _channels(recording, settings),
        "language": language_code(settings.language),
        "keyterms": settings.keyterms,
        "memory_bytes": _LIBRARY_BYTES + _COPIES * files.weight_bytes + sound_bytes,
    }
    try:
        answer = await answer_of(_RECOGNIZER, json.dumps(asked))
        if "error" in answer:
            raise RecordingUnreadableError(_UNREADABLE)
        return Heard.model_validate(answer)
    except (ChildFailedError, ValidationError) as failure:
        raise InternalError(_CRASHED) from failure
