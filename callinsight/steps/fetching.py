"""fetch_audio: is there a recording, and is it one a transcriber can use?"""

from callinsight.domain.call import Status
from callinsight.domain.errors import (
    RecordingEmptyError,
    RecordingEncryptedError,
    RecordingMissingError,
    RecordingTooLargeError,
)
from callinsight.domain.recording import Recording, RecordingObject, SoundFacts
from callinsight.ports.engines import SoundProbe
from callinsight.ports.recordings import RecordingStore
from callinsight.steps.execution import Execution


class Fetching:
    """Verifies a recording before anything is paid for it."""

    def __init__(
        self,
        recordings: RecordingStore,
        probe: SoundProbe,
        *,
        max_bytes: int,
    ) -> None:
        self._recordings = recordings
        self._probe = probe
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
            facts = known or await self._verified(stored)
            await execution.advance(
                Status.PREPARING, sound=facts, duration_seconds=facts.duration_seconds
            )
            execution.note("fetch_audio", reused=known is not None)
            return Recording.model_validate(stored.model_dump() | facts.model_dump())

    async def _verified(self, stored: RecordingObject) -> SoundFacts:
        if stored.size_bytes == 0:
            raise RecordingEmptyError("The recording has no bytes.")
        if stored.size_bytes > self._max_bytes:
            raise RecordingTooLargeError("The recording is larger than this deployment accepts.")
        if stored.is_client_encrypted:
            raise RecordingEncryptedError("The recording was encrypted before it was uploaded.")
        async with self._recordings.local_copy(stored) as path:
            return await self._probe.probe(path)
