"""Looking at recordings in a child process, so that a hostile file harms nobody."""

import asyncio
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from callinsight.adapters.child_process import (
    ChildFailedError,
    ChildGarbledError,
    ChildKilledError,
    answer_of,
)
from callinsight.domain.errors import InternalError, RecordingUnreadableError
from callinsight.domain.recording import SoundFacts

_PROBE = "callinsight.adapters.sound_probe"
_UNREADABLE = "The recording is not audio, or it is damaged or encrypted."
_NO_AUDIO = "The recording is a media file without sound."
_SLOW = "Examining the recording took longer than it may."
_LIMITS = "Examining the recording needed more memory or processor time than it may."
_GARBAGE = "Examining the recording gave no usable result."
_BROKEN = "Examining recordings does not work on this machine."
_SENTENCES = {"no_audio": _NO_AUDIO, "limits": _LIMITS}


class SubprocessSoundProbe:
    """Decodes the beginning of a file, or all of it where the length is not known otherwise."""

    def __init__(self, *, limit_seconds: float = 120.0) -> None:
        self._limit_seconds = limit_seconds

    async def probe(self, path: Path) -> SoundFacts:
        """Return what the file is; raises `RecordingUnreadableError` if it does not decode.

        A probe that does not even run, as without its libraries, is an `InternalError`: such a
        machine must not reject every recording.
        """
        try:
            async with asyncio.timeout(self._limit_seconds):
                return _facts(await answer_of(_PROBE, str(path)))
        except TimeoutError:
            raise RecordingUnreadableError(_SLOW) from None
        except ChildKilledError as failure:
            raise RecordingUnreadableError(_LIMITS) from failure
        except ChildGarbledError as failure:
            raise RecordingUnreadableError(_GARBAGE) from failure
        except ChildFailedError as failure:
            raise InternalError(_BROKEN) from failure


def _facts(answer: dict[str, Any]) -> SoundFacts:
    error = answer.get("error")
    if error is not None:
        raise RecordingUnreadableError(_SENTENCES.get(error, _UNREADABLE))
    try:
        return SoundFacts.model_validate(answer)
    except ValidationError:
        raise RecordingUnreadableError(_GARBAGE) from None
