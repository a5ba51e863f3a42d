"""Redaction of what is stored: one raw transcript, and answers that hold its values no more."""

from collections.abc import Iterable

from callinsight.domain.redaction.said import halves_of
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.redacted_answers import redacted_answer
from callinsight.redaction import said_values
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.computing import computed
from callinsight.steps.execution import Execution
from callinsight.steps.labelling import raw_key, transcript_body


class Hiding:
    """Keeps the raw transcript of an answer; whatever reads the answer again reads that instead."""

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts

    async def raw(self, call_id: str, mark: str) -> Transcript | None:
        """Return the raw transcript of an answer, without roles; None if nothing was redacted."""
        body = await self._artifacts.get(raw_key(call_id, mark))
        return None if body is None else await computed(Transcript.model_validate_json, body)

    async def hide(
        self,
        execution: Execution,
        transcript: Transcript,
        mark: str,
        answers: Iterable[str],
        redaction: Redaction,
    ) -> None:
        """Keep the transcript as the raw one, and only then redact the answers it was read from.

        Doing it again after a crash in between changes nothing but what was left to do.
        """
        call_id = execution.call.call_id
        raw = raw_key(call_id, mark)
        if await self._artifacts.get(raw) is None:
            await execution.keep(self._artifacts, raw, await computed(transcript_body, transcript))
        keys = [artifact_key(call_id, "transcribe", answer, "answer") for answer in answers]
        said = await computed(said_values, transcript, redaction)
        if len(keys) > 1:  # each of a piece, which may begin or end within a value
            said += [half for value in said for half in halves_of(value)]
        for key in keys:
            body = await self._artifacts.get(key)
            if body is not None:
                hidden = await computed(redacted_answer, body, redaction, transcript.language, said)
                await execution.keep(self._artifacts, key, hidden)
