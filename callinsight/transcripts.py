"""What people may read and hear of a call, beside its record."""

from callinsight.domain.call import TranscriptSummary
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.call import ProviderAnswerMissingError, ResultMissingError
from callinsight.domain.roles import with_roles
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.reruns import Reruns
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.hiding import Hiding
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

    async def raw(self, call_id: str) -> Transcript:
        """Return the transcript as it was before redaction; the same as `of` if there was none."""
        summary = await self._summary(call_id)
        if summary.redacted is None:
            return await stored_transcript(self._artifacts, summary)
        raw = await Hiding(self._artifacts).raw(call_id, summary.answer or summary.sha256)
        if raw is None:
            raise InternalError("The raw transcript's artifact is not in the bucket.")
        return with_roles(raw, summary.roles)

    async def provider_answer(self, call_id: str) -> bytes:
        """Return what the provider answered, word for word but for what redaction has hidden.

        Raises `ResultMissingError` as long as there is no transcript, and
        `ProviderAnswerMissingError` if no provider made it, or answered in pieces.
        """
        mark = (await self._summary(call_id)).answer
        key = artifact_key(call_id, "transcribe", mark, "answer") if mark else None
        body = await self._artifacts.get(key) if key else None
        if body is None:
            raise ProviderAnswerMissingError("No provider answered for the call in one piece.")
        return body

    async def _summary(self, call_id: str) -> TranscriptSummary:
        call = await self._reruns.existing(call_id)
        if call.transcript is None:
            raise ResultMissingError("The call has no transcript yet.")
        return call.transcript
