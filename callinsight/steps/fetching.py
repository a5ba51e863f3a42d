"""fetch_audio: is there a recording, and is it one a transcriber can use?"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from callinsight.domain.errors.recording import (
    RecordingEmptyError,
    RecordingEncryptedError,
    RecordingMissingError,
    RecordingTooLargeError,
)
from callinsight.domain.recording import Recording, RecordingObject, SoundFacts
from callinsight.domain.status import Status
from callinsight.ports.engines import SoundProbe
from callinsight.ports.recordings import RecordingStore
from callinsight.steps.execution import Execution

Prepare = Callable[[Execution, Recording, Path], Awaitable[None]]


class Fetching:
    """Verifies a recording before anything is paid for it, and has it prepared while it is here."""

    def __init__(
        self,
        recordings: RecordingStore,
        probe: SoundProbe,
        prepare: Prepare,
        *,
        max_bytes: int,
    ) -> None:
        self._recordings = recordings
        self._probe = probe
        self._prepare = prepare
        self._max_bytes = max_bytes

    async def recording_of(self, execution: Execution) -> Recording:
        """Return the verified recording of a call.

        What is known of this version already is not looked up again. Raises a
        `RecordingRejectedError` that says what is wrong with it.
        """
        async with execution.within("fetch_audio"):
            stored = execution.call.recording
            if stored is None:
                raise RecordingMissingError("No recording has arrived for this call.")
            known = execution.call.sound
            if known is not None:
                await _advance(execution, known)
                execution.note("fetch_audio", reused=True)
                return _recording(stored, known)
            self._require_usable(stored)
            async with self._recordings.local_copy(stored) as path:
                facts = await self._probe.probe(path)
                facts = facts.model_copy(update={"sha256": await asyncio.to_thread(_sha256, path)})
                await _advance(execution, facts)
                await self._prepare(execution, _recording(stored, facts), path)
            execution.note("fetch_audio", reused=False)
            return _recording(stored, facts)

    def _require_usable(self, stored: RecordingObject) -> None:
        if stored.size_bytes == 0:
            raise RecordingEmptyError("The recording has no bytes.")
        if stored.size_bytes > self._max_bytes:
            raise RecordingTooLargeError("The recording is larger than this deployment accepts.")
        if stored.is_client_encrypted:
            raise RecordingEncryptedError("The recording was encrypted before it was uploaded.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _advance(execution: Execution, facts: SoundFacts) -> None:
    await execution.advance(Status.PREPARING, sound=facts, duration_seconds=facts.duration_seconds)


def _recording(stored: RecordingObject, facts: SoundFacts) -> Recording:
    return Recording.model_validate(stored.model_dump() | facts.model_dump())
