"""Looking at recordings in limited children, so that a hostile file harms nobody."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from callinsight.adapters.child_process import (
    ChildFailedError,
    ChildGarbledError,
    ChildKilledError,
)
from callinsight.adapters.zygotes import Job, Zygotes
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import MachineBusyError
from callinsight.domain.errors.recording import (
    RecordingEncryptedError,
    RecordingNotAudioError,
    RecordingRejectedError,
    RecordingTooShortError,
    RecordingTruncatedError,
    RecordingUnreadableError,
)
from callinsight.domain.recording import SoundFacts
from callinsight.domain.verification import SoundMeasures, SoundThresholds

EXAMINE = "callinsight.adapters.sound_examination:examine"
MODULES = ("callinsight.adapters.sound_examination", "callinsight.adapters.sound_pieces")
_SLOW = "This machine was too busy to examine the recording in time."
_LIMITS = "Examining the recording needed more memory or processor time than it may."
_GARBAGE = "Examining the recording gave no usable result."
_BROKEN = "Examining recordings does not work on this machine."
# Speech takes more than this even at the lowest rate, and decodes far faster than that.
_LEAST_BYTES_A_SECOND = 50
_SECONDS_A_CPU_SECOND = 60
_LEAST_CPU_SECONDS = 20


class PyAVSoundProbe:
    """Decodes a file to its end and judges what it measured by the deployment's thresholds."""

    def __init__(
        self,
        zygotes: Zygotes,
        thresholds: SoundThresholds,
        *,
        wall_seconds: float | None = None,
    ) -> None:
        self._zygotes = zygotes
        self._thresholds = thresholds
        self._wall_seconds = wall_seconds

    async def probe(self, path: Path) -> SoundFacts:
        try:
            answer = (await self._zygotes.done(self.job(path))).answer
        except TimeoutError:
            raise MachineBusyError(_SLOW) from None
        except ChildKilledError as failure:
            raise RecordingUnreadableError(_LIMITS) from failure
        except ChildGarbledError as failure:
            raise RecordingUnreadableError(_GARBAGE) from failure
        except ChildFailedError as failure:
            # Such a machine must not reject every recording.
            raise InternalError(_BROKEN) from failure
        return _measures(answer).verified(self._thresholds)

    def job(self, path: Path) -> Job:
        """Return the examination of a file, with limits that grow with how long it may last."""
        cpu_seconds = self._cpu_seconds(path.stat().st_size)
        return Job(
            EXAMINE,
            {
                "path": str(path),
                "silence_dbfs": self._thresholds.silence_dbfs,
                "max_seconds": self._thresholds.max_seconds,
            },
            cpu_seconds=cpu_seconds,
            # Others may use the processors too.
            wall_seconds=self._wall_seconds or 60.0 + 3 * cpu_seconds,
        )

    def _cpu_seconds(self, size_bytes: int) -> int:
        seconds = min(self._thresholds.max_seconds, size_bytes / _LEAST_BYTES_A_SECOND)
        return _LEAST_CPU_SECONDS + round(seconds / _SECONDS_A_CPU_SECOND)


def _measures(answer: dict[str, Any]) -> SoundMeasures:
    if "refused" in answer:
        raise _refusal(answer["refused"])
    try:
        return SoundMeasures.model_validate(answer)
    except ValidationError:
        raise RecordingUnreadableError(_GARBAGE) from None


def _refusal(why: str) -> RecordingRejectedError:
    match why:
        case "encrypted":
            return RecordingEncryptedError("The recording is encrypted.")
        case "not_audio":
            return RecordingNotAudioError("The recording is no audio file.")
        case "no_sound":
            return RecordingNotAudioError("The recording is a media file without sound.")
        case "cut_off":
            return RecordingTruncatedError("The recording ends before the length it announces.")
        case "empty":
            return RecordingTooShortError("The recording holds no sound.")
    return RecordingUnreadableError("The recording is audio, but too damaged to decode.")
