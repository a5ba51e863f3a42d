"""What people may read and hear of a call, beside its record."""

from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.errors.call import ResultMissingError
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.reruns import Reruns
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.labelling import stored_body, stored_transcript


class Transcripts:
    """Finds the transcript of a call, and the answer it was read from."""

    def __init__(self, reruns: Reruns, artifacts: ArtifactStore) -> None:
        self._reruns = reruns
        self._artifacts = artifacts

    async def of(self, call_id: str) -> Transcript:
        """Return the transcript as it is labelled now.

        Raises `CallNotFoundError`, or `ResultMissingError` as long as there is none.
        """
        return await stored_transcript(self._artifacts, await self._summary(call_id))

    async def body_of(self, call_id: str) -> bytes:
        """Return the same as the JSON document that is stored."""
        return await stored_body(self._artifacts, await self._summary(call_id))

    async def provider_answer(self, call_id: str) -> bytes:
        """Return what the provider answered, word for word.

        Raises `ResultMissingError` if nothing was answered, or if a long recording's answer
        came in pieces.
        """
        call = await self._reruns.existing(call_id)
        body = await self._artifacts.get(_answer_key(call)) if _answer_key(call) else None
        if body is None:
            raise ResultMissingError("There is no single answer of a provider for the call.")
        return body

    async def _summary(self, call_id: str) -> TranscriptSummary:
        call = await self._reruns.existing(call_id)
        if call.transcript is None:
            raise ResultMissingError("The call has no transcript yet.")
        return call.transcript


def _answer_key(call: Call) -> str:
    if call.transcript is None or call.transcript.answer is None:
        return ""
    return artifact_key(call.call_id, "transcribe", call.transcript.answer, "answer")
