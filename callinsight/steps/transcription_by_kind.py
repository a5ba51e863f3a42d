"""transcribe, whatever was uploaded: sound is listened to, a ready transcript is read."""

from pathlib import Path

from callinsight.domain.call import TranscriptSummary
from callinsight.domain.recording import DOCUMENT, Recording
from callinsight.steps.execution import Execution
from callinsight.steps.transcription import Transcription


class TranscriptionByKind:
    """Chooses by what the recording turned out to be."""

    def __init__(self, sound: Transcription, documents: Transcription) -> None:
        self._sound = sound
        self._documents = documents

    async def prepare(self, execution: Execution, recording: Recording, path: Path) -> None:
        """Make what transcribing will need of a recording that is at hand as a file."""
        await self._of(recording).prepare(execution, recording, path)

    async def transcript_of(self, execution: Execution, recording: Recording) -> TranscriptSummary:
        """Return where the transcript is, making it only if no artifact of its fingerprint exists."""
        return await self._of(recording).transcript_of(execution, recording)

    def _of(self, recording: Recording) -> Transcription:
        return self._documents if recording.media_type == DOCUMENT else self._sound
