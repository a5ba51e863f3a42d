"""transcribe: a recording's words, paid for only if nobody did before."""

from pathlib import Path

from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.execution import artifact_stored
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.roles import RoleSources, labelled, role_sources
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import LocalTranscriber
from callinsight.profiles import Profiles
from callinsight.redaction import redacted
from callinsight.steps.computing import computed
from callinsight.steps.execution import Execution
from callinsight.steps.hiding import Hiding
from callinsight.steps.labelling import summary_of, transcript_body, transcript_key
from callinsight.steps.listening import Engine, Heard, Listening
from callinsight.steps.measuring import measured

SCHEMA_VERSION = 1


class Transcription:
    """Transcribes with the one engine of this deployment."""

    def __init__(
        self, engine: Engine, listening: Listening, artifacts: ArtifactStore, profiles: Profiles
    ) -> None:
        self._engine = engine
        self._listening = listening
        self._artifacts = artifacts
        self._profiles = profiles
        self._hiding = Hiding(artifacts)

    async def prepare(self, execution: Execution, recording: Recording, path: Path) -> None:
        """Make what transcribing will need of a recording that is at hand as a file.

        Nothing is made of one whose transcript exists. Raises what reading the profile raises,
        and `RecordingUnreadableError`.
        """
        profile = await self._profiles.of(execution.call)
        settings, call_id = profile.transcription, execution.call.call_id
        if self._listening.takes(recording, settings):
            return
        mark = self.answer_mark(execution.call, recording.version, settings)
        sources = role_sources(execution.call, settings)
        key = transcript_key(call_id, mark, sources, profile.redaction)
        if await self._artifacts.get(key) is None and not await self._hiding.raw(call_id, mark):
            await self._listening.prepare(execution, recording, settings, path)

    async def transcript_of(self, execution: Execution, recording: Recording) -> TranscriptSummary:
        """Return where the transcript is, making it only if no artifact of its fingerprint exists."""
        async with execution.within("transcribe"):
            profile = await self._profiles.of(execution.call)
            settings, redaction = profile.transcription, profile.redaction
            mark = self.answer_mark(execution.call, recording.version, settings)
            sources = role_sources(execution.call, settings)
            key = transcript_key(execution.call.call_id, mark, sources, redaction)
            body = await self._artifacts.get(key)
            reused = True
            paid_usd: float | None = 0.0
            if body is None:
                heard = await self._heard(execution, recording, settings, mark)
                reused, paid_usd = heard.reused, heard.cost_usd
                if redaction is not None:
                    answers = await self._listening.answers(execution, recording, settings, mark)
                    await self._hiding.hide(execution, heard.transcript, mark, answers, redaction)
                body = await computed(_stored_body, heard.transcript, sources, redaction)
                await execution.keep(self._artifacts, key, body)
            await self._listening.left_open(execution)
            transcript = await computed(Transcript.model_validate_json, body)
            call_id = execution.call.call_id
            metrics = await measured(self._artifacts, call_id, mark, sources, transcript)
            summary = summary_of(
                transcript, answer=mark, artifact=key, body=body, redacted=redaction is not None
            )
            execution.note("transcribe", reused=reused, cost_usd=paid_usd)
            await execution.write(
                artifact_stored(
                    execution.call,
                    execution.now(),
                    "transcribe",
                    fingerprint=mark,
                    cost_usd=self._listening.cost(transcript, recording, settings),
                    progressed=execution.progressed,
                    status=Status.TRANSCRIBED,
                    transcript=summary,
                    metrics=metrics,
                )
            )
            execution.unsettled_costs.pop(mark, None)
            return summary

    async def _heard(
        self,
        execution: Execution,
        recording: Recording,
        settings: TranscriptionSettings,
        mark: str,
    ) -> Heard:
        """Return what was said; a redacted answer is not read again, the raw transcript is."""
        raw = await self._hiding.raw(execution.call.call_id, mark)
        if raw is not None:
            return Heard(raw, reused=True, cost_usd=0.0)
        return await self._listening.heard(execution, recording, settings, mark)

    @property
    def is_paid(self) -> bool:
        """Whether a provider hears the recordings; what this machine hears costs nothing."""
        return not isinstance(self._engine, LocalTranscriber)

    def answer_mark(self, call: Call, version: str, settings: TranscriptionSettings) -> str:
        """Return the fingerprint of what is heard of a version of the call's recording."""
        return fingerprint(
            step="transcribe",
            recording=version,
            settings=self._engine.fingerprint_parts(settings),
            schema=SCHEMA_VERSION,
            redaction=0,  # of the answer as it is paid for; `labelling` knows what becomes of it
            generation=call.generation.transcribe,
        )


def _stored_body(
    transcript: Transcript, sources: RoleSources, redaction: Redaction | None
) -> bytes:
    """Roles are found in what was really said."""
    with_roles = labelled(transcript, sources)
    return transcript_body(redacted(with_roles, redaction) if redaction else with_roles)
