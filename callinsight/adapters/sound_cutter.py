"""Making pieces of recordings in limited children, so that no file takes more than it may."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from callinsight.adapters.child_process import ChildFailedError, ChildKilledError
from callinsight.adapters.scratch import scratch_folder
from callinsight.adapters.zygotes import Job, Zygotes
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import DiskFullError, MachineBusyError
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.recording import SoundFacts
from callinsight.ports.engines import AudioLimits, CutSound

PIECES = "callinsight.adapters.sound_pieces:pieces"
_UNREADABLE = "The recording cannot be transcoded: it is damaged."
_LIMITS = "Transcoding the recording needed more time or memory than it may."
_SLOW = "This machine was too busy to transcode the recording in time."
_NO_ROOM = "This machine has no room for the pieces of the recording."
_BROKEN = "Transcoding recordings does not work on this machine."
_LEAST_CPU_SECONDS = 60
_SECONDS_A_CPU_SECOND = 20


class PyAVSoundCutter:
    """Decodes a file twice, to find its pauses and to write its pieces as 16-bit FLAC."""

    def __init__(self, zygotes: Zygotes) -> None:
        self._zygotes = zygotes

    @asynccontextmanager
    async def cut(
        self, path: Path, facts: SoundFacts, limits: AudioLimits
    ) -> AsyncGenerator[list[CutSound]]:
        with scratch_folder() as folder:
            yield await self._written(_job(path, facts, limits, folder))

    async def _written(self, job: Job) -> list[CutSound]:
        try:
            answer = (await self._zygotes.done(job)).answer
        except TimeoutError:
            raise MachineBusyError(_SLOW) from None
        except ChildKilledError:
            raise RecordingUnreadableError(_LIMITS) from None
        except ChildFailedError as failure:
            raise InternalError(_BROKEN) from failure
        if answer.get("refused") == "no_room":
            raise DiskFullError(_NO_ROOM)
        if "refused" in answer:
            raise RecordingUnreadableError(_UNREADABLE)
        return [
            CutSound(Path(piece["path"]), piece["start"], piece["end"], piece["channels"])
            for piece in answer["pieces"]
        ]


def _job(path: Path, facts: SoundFacts, limits: AudioLimits, folder: Path) -> Job:
    cpu_seconds = _LEAST_CPU_SECONDS + round(facts.duration_seconds / _SECONDS_A_CPU_SECOND)
    arguments: dict[str, Any] = {
        "path": str(path),
        "folder": str(folder),
        "max_bytes": limits.max_bytes,
        "max_seconds": limits.max_seconds,
        "mixed": _mixed(facts, limits),
    }
    return Job(
        PIECES,
        arguments,
        cpu_seconds=cpu_seconds,
        # Others may use the processors too.
        wall_seconds=60.0 + 3 * cpu_seconds,
        file_bytes=limits.max_bytes,
    )


def _mixed(facts: SoundFacts, limits: AudioLimits) -> list[int] | None:
    """Which channels are mixed into one: a silent one would only make the others weaker.

    Of channels that are alike one is enough: mixing mirrored ones would leave nothing of them.
    """
    if facts.dual_mono:
        return [facts.audible_channels[0]]
    return list(facts.audible_channels) if limits.mono else None
