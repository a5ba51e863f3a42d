"""transcribe: a recording's words, paid for only if nobody did before."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

from callinsight.domain.call import Call, Status, TranscriptSummary
from callinsight.domain.cost import PriceTable
from callinsight.domain.execution import artifact_stored
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.metrics import talk_metrics
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.roles import labelled, role_sources
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import JobTranscriber, LocalTranscriber, PaidTranscriber
from callinsight.ports.recordings import RecordingStore
from callinsight.profiles import Profiles
from callinsight.steps.execution import Execution
from callinsight.steps.labelling import summary_of, transcript_body, transcript_key
from callinsight.steps.paying import LOST_JOB_AFTER, Paying

SCHEMA_VERSION = 1
REDACTION_VERSION = 0


class RecordingAudio:
    """One recording's bytes, as transcribers take them."""

    def __init__(self, store: RecordingStore, recording: Recording, link_seconds: float) -> None:
        self._store = store
        self._recording = recording
        self._link_seconds = link_seconds

    def stream(self) -> AsyncIterator[bytes]:
        """Yield the bytes in order."""
        return self._store.stream(self._recording)

    def local_copy(self) -> AbstractAsyncContextManager[Path]:
        """Hold the bytes as a local file for the length of a block."""
        return self._store.local_copy(self._recording)

    async def url(self) -> str:
        """Return a link from which a provider may fetch the bytes for a while."""
        return await self._store.playback_url(self._recording, seconds=self._link_seconds)


class Transcription:
    """Transcribes with the one engine of this deployment."""

    def __init__(
        self,
        engine: LocalTranscriber | PaidTranscriber | JobTranscriber,
        paying: Paying,
        recordings: RecordingStore,
        artifacts: ArtifactStore,
        profiles: Profiles,
        prices: PriceTable,
    ) -> None:
        self._engine = engine
        self._paying = paying
        self._recordings = recordings
        self._artifacts = artifacts
        self._profiles = profiles
        self._prices = prices

    async def transcript_of(self, execution: Execution, recording: Recording) -> TranscriptSummary:
        """Return where the transcript is, making it only if no artifact of its fingerprint exists."""
        async with execution.within("transcribe"):
            settings = (await self._profiles.of(execution.call)).transcription
            mark = self._fingerprint(execution.call, recording, settings)
            sources = role_sources(execution.call, settings)
            key = transcript_key(execution.call.call_id, mark, sources)
            body = await self._artifacts.get(key)
            reused = body is not None
            if body is None:
                made, reused = await self._made(execution, recording, settings, mark)
                body = transcript_body(labelled(made, sources))
                await execution.keep(self._artifacts, key, body)
            transcript = Transcript.model_validate_json(body)
            summary = summary_of(transcript, answer=mark, artifact=key, body=body)
            cost = self._cost(transcript, recording, settings)
            execution.note("transcribe", reused=reused, cost_usd=0.0 if reused else cost)
            await execution.write(
                artifact_stored(
                    execution.call,
                    execution.now(),
                    "transcribe",
                    fingerprint=mark,
                    cost_usd=cost,
                    progressed=execution.progressed,
                    status=Status.TRANSCRIBED,
                    transcript=summary,
                    metrics=talk_metrics(transcript),
                )
            )
            return summary

    async def _made(
        self, execution: Execution, recording: Recording, settings: TranscriptionSettings, mark: str
    ) -> tuple[Transcript, bool]:
        # A provider may fetch the recording as late as it may begin the work at all.
        latest = max(execution.total_seconds("transcribe"), LOST_JOB_AFTER.total_seconds())
        audio = RecordingAudio(self._recordings, recording, latest)
        engine = self._engine
        if isinstance(engine, LocalTranscriber):
            await execution.advance(Status.TRANSCRIBING)
            return await engine.transcribe(recording, audio, settings), False
        if isinstance(engine, JobTranscriber):
            reference = {"call_id": execution.call.call_id, "fingerprint": mark}
            body, reused = await self._paying.job_answer(
                execution,
                "transcribe",
                mark,
                partial(engine.submit, recording, audio, settings, reference=reference),
                engine.collect,
                Status.TRANSCRIBING,
            )
        else:
            body, reused = await self._paying.answer(
                execution,
                "transcribe",
                mark,
                partial(engine.request, recording, audio, settings),
                Status.TRANSCRIBING,
            )
        return engine.read(body, recording, settings), reused

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

    def _cost(
        self, transcript: Transcript, recording: Recording, settings: TranscriptionSettings
    ) -> float | None:
        if isinstance(self._engine, LocalTranscriber):
            return 0.0
        return self._prices.transcription_usd(
            transcript.model,
            recording.duration_seconds,
            transcript.channels,
            self._engine.surcharges(recording, settings),
        )
