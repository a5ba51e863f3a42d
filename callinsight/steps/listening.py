"""Having a recording's words recognised: whole where the engine takes it, else piece by piece."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from callinsight.domain.cost import PriceTable, total_usd
from callinsight.domain.pieces import Piece, piece_fingerprint
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.status import Status
from callinsight.domain.stitching import HeardPiece, stitched
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import JobTranscriber, LocalTranscriber, PaidTranscriber
from callinsight.ports.recordings import RecordingStore
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.booking import Bill, Booking
from callinsight.steps.cutting import Cutting
from callinsight.steps.execution import Execution
from callinsight.steps.paying import LOST_JOB_AFTER, Paying
from callinsight.steps.sound_bills import AnswerReading

Engine = LocalTranscriber | PaidTranscriber | JobTranscriber


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


@dataclass(frozen=True)
class Heard:
    """A transcript; `reused` if no request was needed for it, `cost_usd` what it cost now."""

    transcript: Transcript
    reused: bool
    cost_usd: float | None


class Listening:
    """Listens with the one engine of this deployment."""

    def __init__(
        self,
        engine: Engine,
        paying: Paying,
        booking: Booking,
        cutting: Cutting,
        recordings: RecordingStore,
        piece_sounds: RecordingStore,
        artifacts: ArtifactStore,
        prices: PriceTable,
    ) -> None:
        self._engine = engine
        self._paying = paying
        self._booking = booking
        self._cutting = cutting
        self._recordings = recordings
        self._piece_sounds = piece_sounds
        self._artifacts = artifacts
        self._prices = prices

    def takes(self, recording: Recording, settings: TranscriptionSettings) -> bool:
        """Say whether the engine takes a recording as it is."""
        if isinstance(self._engine, LocalTranscriber):
            return True
        return self._engine.limits(recording, settings).take(recording)

    async def prepare(
        self,
        execution: Execution,
        recording: Recording,
        settings: TranscriptionSettings,
        path: Path,
    ) -> None:
        """Make what will be sent instead of a recording, while that is at hand as a file."""
        if not isinstance(self._engine, LocalTranscriber):
            limits = self._engine.limits(recording, settings)
            await self._cutting.at_hand(execution, recording, limits, path)

    async def heard(
        self,
        execution: Execution,
        recording: Recording,
        settings: TranscriptionSettings,
        mark: str,
    ) -> Heard:
        """Return what was said; `mark` is the transcript's fingerprint.

        A piece that was answered before is not paid again, whatever became of the others.
        """
        engine = self._engine
        if isinstance(engine, LocalTranscriber):
            await execution.advance(Status.TRANSCRIBING)
            audio = self._audio(execution, recording)
            transcript = await engine.transcribe(recording, audio, settings)
            return Heard(transcript, reused=False, cost_usd=0.0)
        pieces = await self._pieces(engine, execution, recording, settings, mark)
        heard: list[HeardPiece] = []
        costs: list[float | None] = []
        paid: list[float | None] = []
        for piece in pieces:
            own = piece_fingerprint(mark, piece, len(pieces))
            reading = AnswerReading(engine, piece.sound, settings)
            cost = partial(self.cost, recording=piece.sound, settings=settings)
            most_usd = partial(self._most_usd, engine, piece.sound, settings)
            bill = reading.bill(self._booking, execution, own, cost, most_usd)
            body, known = await self._answer(engine, execution, piece, settings, own, bill)
            transcript = await reading.transcript(body)
            heard.append(HeardPiece(start=piece.start, transcript=transcript))
            costs.append(self.cost(transcript, piece.sound, settings))
            paid += [] if known else costs[-1:]
            # Should a later piece fail, this much is on the bill all the same.
            execution.unsettled_costs[mark] = total_usd(costs)
        whole = stitched(heard, recording.duration_seconds)
        return Heard(whole, reused=not paid, cost_usd=total_usd(paid))

    async def left_open(self, execution: Execution) -> None:
        """Give up a request that is open, and whose transcript turned out not to be needed."""
        await self._booking.left_open.give_up_of(execution, "transcribe")

    async def answers(
        self,
        execution: Execution,
        recording: Recording,
        settings: TranscriptionSettings,
        mark: str,
    ) -> list[str]:
        """Return the fingerprints under which a provider's answers may be kept."""
        if self.takes(recording, settings) or isinstance(self._engine, LocalTranscriber):
            return [mark]
        limits = self._engine.limits(recording, settings)
        pieces = await self._cutting.known(execution, recording, limits)
        return [piece_fingerprint(mark, piece, len(pieces)) for piece in pieces]

    def cost(
        self, transcript: Transcript, recording: Recording, settings: TranscriptionSettings
    ) -> float | None:
        """Return what a transcript costs, by its length and channels; None if nobody knows."""
        if isinstance(self._engine, LocalTranscriber):
            return 0.0
        return self._prices.transcription_usd(
            transcript.model,
            transcript.duration_seconds,
            transcript.channels,
            self._engine.surcharges(recording, settings),
        )

    def _most_usd(
        self,
        engine: PaidTranscriber | JobTranscriber,
        sound: Recording,
        settings: TranscriptionSettings,
        model: str,
    ) -> float | None:
        """Return what a sound may cost, each of its channels billed."""
        surcharges = engine.surcharges(sound, settings)
        return self._prices.transcription_usd(
            model, sound.duration_seconds, sound.channels, surcharges
        )

    def _audio(self, execution: Execution, sound: Recording) -> RecordingAudio:
        ours = sound.bucket == self._piece_sounds.bucket
        # A provider may fetch the recording as late as it may begin the work at all.
        latest = max(execution.total_seconds("transcribe"), LOST_JOB_AFTER.total_seconds())
        return RecordingAudio(self._piece_sounds if ours else self._recordings, sound, latest)

    async def _pieces(
        self,
        engine: PaidTranscriber,
        execution: Execution,
        recording: Recording,
        settings: TranscriptionSettings,
        mark: str,
    ) -> tuple[Piece, ...]:
        """Return what is to be sent; sound is only made for requests that are still to be made."""
        limits = engine.limits(recording, settings)
        if limits.take(recording):
            return (Piece(start=0.0, sound=recording),)
        known = await self._cutting.known(execution, recording, limits)
        if known and await self._all_answered(execution, known, mark):
            return known
        return await self._cutting.at_hand(execution, recording, limits)

    async def _all_answered(
        self, execution: Execution, pieces: tuple[Piece, ...], mark: str
    ) -> bool:
        for piece in pieces:
            own = piece_fingerprint(mark, piece, len(pieces))
            key = artifact_key(execution.call.call_id, "transcribe", own, "answer")
            if await self._artifacts.get(key) is None:
                return False
        return True

    async def _answer(
        self,
        engine: PaidTranscriber,
        execution: Execution,
        piece: Piece,
        settings: TranscriptionSettings,
        mark: str,
        bill: Bill,
    ) -> tuple[bytes, bool]:
        """Return the answer about one piece, and whether it had been paid before."""
        sound, audio = piece.sound, self._audio(execution, piece.sound)
        if isinstance(engine, JobTranscriber):
            reference = {"call_id": execution.call.call_id, "fingerprint": mark}
            return await self._paying.job_answer(
                execution,
                "transcribe",
                mark,
                partial(engine.submit, sound, audio, settings, reference=reference),
                engine.collect,
                Status.TRANSCRIBING,
                slots=engine.slots(sound),
                bill=bill,
            )
        return await self._paying.answer(
            execution,
            "transcribe",
            mark,
            partial(engine.request, sound, audio, settings),
            Status.TRANSCRIBING,
            slots=engine.slots(sound),
            bill=bill,
        )
