"""transcribe: a recording's words, paid for only if nobody did before."""

from pathlib import Path

from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.execution import artifact_stored
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.roles import RoleSources, labelled, role_sources
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.profiles import Profiles
from callinsight.steps.computing import computed
from callinsight.steps.execution import Execution
from callinsight.steps.labelling import summary_of, transcript_body, transcript_key
from callinsight.steps.listening import Engine, Listening

SCHEMA_VERSION = 1
REDACTION_VERSION = 0


class Transcription:
    """Transcribes with the one engine of this deployment."""

    def __init__(
        self, engine: Engine, listening: Listening, artifacts: ArtifactStore, profiles: Profiles
    ) -> None:
        self._engine = engine
        self._listening = listening
        self._artifacts = artifacts
        self._profiles = profiles

    async def prepare(self, execution: Execution, recording: Recording, path: Path) -> None:
        """Make what transcribing will need of a recording that is at hand as a file.

        Nothing is made of one whose transcript exists. Raises what reading the profile raises,
        and `RecordingUnreadableError`.
        """
        settings = (await self._profiles.of(execution.call)).transcription
        mark = self._fingerprint(execution.call, recording, settings)
        key = transcript_key(execution.call.call_id, mark, role_sources(execution.call, settings))
        if not self._listening.takes(recording, settings) and (
            await self._artifacts.get(key) is None
        ):
            await self._listening.prepare(execution, recording, settings, path)

    async def transcript_of(self, execution: Execution, recording: Recording) -> TranscriptSummary:
        """Return where the transcript is, making it only if no artifact of its fingerprint exists."""
        async with execution.within("transcribe"):
            settings = (await self._profiles.of(execution.call)).transcription
            mark = self._fingerprint(execution.call, recording, settings)
            sources = role_sources(execution.call, settings)
            key = transcript_key(execution.call.call_id, mark, sources)
            body = await self._artifacts.get(key)
            reused = True
            paid_usd: float | None = 0.0
            if body is None:
                heard = await self._listening.heard(execution, recording, settings, mark)
                reused, paid_usd = heard.reused, heard.cost_usd
                body = await computed(_labelled_body, heard.transcript, sources)
                await execution.keep(self._artifacts, key, body)
            transcript, metrics = await computed(_read, body)
            summary = summary_of(transcript, answer=mark, artifact=key, body=body)
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

    def _fingerprint(
        self, call: Call, recording: Recording, settings: TranscriptionSettings
    ) -> str:
        return fingerprint(
            step="transcribe",
            recording=recording.version,
            settings=self._engine.fingerprint_parts(settings),
            schema=SCHEMA_VERSION,
            redaction=REDACTION_VERSION,
            generation=call.generation.transcribe,
        )


def _labelled_body(transcript: Transcript, sources: RoleSources) -> bytes:
    return transcript_body(labelled(transcript, sources))


def _read(body: bytes) -> tuple[Transcript, TalkMetrics]:
    transcript = Transcript.model_validate_json(body)
    return transcript, talk_metrics(transcript)
