"""transcribe, whatever was uploaded: sound is listened to, a ready transcript is read."""

from pathlib import Path

from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.profile import TranscriptionSettings
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

    def is_paid(self, call: Call) -> bool:
        """Say whether transcribing a call is paid, as far as it is known what was uploaded."""
        return self._for(call).is_paid

    def answer_mark(self, call: Call, settings: TranscriptionSettings) -> str | None:
        """Return the fingerprint of what is heard of a call; None while there is no recording."""
        if call.recording is None:
            return None
        return self._for(call).answer_mark(call, call.recording.version, settings)

    def _for(self, call: Call) -> Transcription:
        is_document = call.sound is not None and call.sound.media_type == DOCUMENT
        return self._documents if is_document else self._sound

    def _of(self, recording: Recording) -> Transcription:
        return self._documents if recording.media_type == DOCUMENT else self._sound
