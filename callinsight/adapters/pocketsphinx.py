"""Speech recognition without a key or a network: pocketsphinx, one child process a channel."""

import asyncio
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ValidationError

from callinsight.adapters.child_process import ChildFailedError, answer_of
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import EngineMissingError
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import HeardWord, SpeechInterval, Transcript, Word, turns_of
from callinsight.ports.engines import Audio

MODEL = "en-us"
LANGUAGE = "en"
# Raise it when the recogniser hears differently, so that older transcripts are not taken for new.
REVISION = 1
_RECOGNIZER = "callinsight.adapters.pocketsphinx_recognizer"
_STEREO = 2
_CRASHED = "Speech recognition on this machine ended without a result."
_UNREADABLE = "The recording is too damaged for speech recognition."

# A semaphore belongs to one event loop.
_processors: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class _Heard(BaseModel):
    """What the child prints about one channel."""

    words: tuple[Word, ...]
    speech: tuple[tuple[float, float], ...]


class PocketsphinxTranscriber:
    """Recognises English in draft quality; on phone lines about three words in ten are wrong."""

    engine = "pocketsphinx"

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        """Return the settings that shape the result; language and keyterms change nothing here."""
        return {
            "engine": self.engine,
            "model": MODEL,
            "revision": REVISION,
            "separate_channels": settings.multichannel is not False,
        }

    async def transcribe(
        self, recording: Recording, audio: Audio, settings: TranscriptionSettings
    ) -> Transcript:
        """Return what was said, one speaker a channel, with no guess about confidence.

        Raises `EngineMissingError` if the recogniser is not installed, `InternalError` if it
        crashes, `RecordingUnreadableError` if the sound turns out to be damaged.
        """
        _require_installed()
        async with audio.local_copy() as path:
            heard = await _heard_in_all(path, _channels(recording, settings))
        return _transcript(recording, heard)


def _channels(recording: Recording, settings: TranscriptionSettings) -> tuple[str, ...]:
    if recording.streams == _STEREO and settings.multichannel is not False:
        return tuple(str(channel) for channel in recording.audible_channels)
    # Mixed with its mirror image the sound would cancel out.
    return (str(recording.audible_channels[0]),) if recording.mirrored else ("mixed",)


def _require_installed() -> None:
    if find_spec("pocketsphinx") is None or find_spec("webrtcvad") is None:
        raise EngineMissingError("Local speech recognition is not installed on this machine.")


async def _heard_in_all(path: Path, channels: Sequence[str]) -> list[_Heard]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_heard_in(path, channel)) for channel in channels]
    except ExceptionGroup as failures:
        # The first failure ended the other child; callers sort single errors.
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def _heard_in(path: Path, channel: str) -> _Heard:
    try:
        async with _processor():
            answer = await answer_of(_RECOGNIZER, str(path), channel)
        if "error" in answer:
            raise RecordingUnreadableError(_UNREADABLE)
        return _Heard.model_validate(answer)
    except (ChildFailedError, ValidationError) as failure:
        raise InternalError(_CRASHED) from failure


def _processor() -> asyncio.Semaphore:
    """A place for one child: over all calls of this process, no more than there are processors."""
    places = asyncio.Semaphore(os.cpu_count() or 1)
    return _processors.setdefault(asyncio.get_running_loop(), places)


def _transcript(recording: Recording, heard: Sequence[_Heard]) -> Transcript:
    words: list[HeardWord] = []
    speech: list[SpeechInterval] = []
    for number, part in zip(recording.audible_channels, heard, strict=False):
        channel = number if len(heard) > 1 else None
        speaker = "unknown" if channel is None else f"channel_{channel}"
        words += [HeardWord(word=word, speaker=speaker, channel=channel) for word in part.words]
        speech += [SpeechInterval(speaker=speaker, start=s, end=e) for s, e in part.speech]
    return Transcript(
        engine=PocketsphinxTranscriber.engine,
        model=MODEL,
        quality="draft",
        language=LANGUAGE,
        duration_seconds=recording.duration_seconds,
        channels=len(heard),
        turns=turns_of(words),
        speech=tuple(sorted(speech, key=lambda interval: interval.start)),
    )
