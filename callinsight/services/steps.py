"""The steps of a call, with what each of them needs."""

from functools import cached_property

from callinsight.domain.call import StepName
from callinsight.domain.errors.sender import WebhooksDisabledError
from callinsight.ports.engines import LocalTranscriber
from callinsight.services.models import Models
from callinsight.services.sounds import Sounds
from callinsight.steps.analyzing import Analyzing
from callinsight.steps.booking import Booking
from callinsight.steps.budget_limits import BudgetLimits
from callinsight.steps.budgeting import Budgeting
from callinsight.steps.cutting import Cutting
from callinsight.steps.deliveries import Deliveries
from callinsight.steps.executions import Executions
from callinsight.steps.fetching import Fetching
from callinsight.steps.left_open import LeftOpen
from callinsight.steps.listening import Engine, Listening
from callinsight.steps.lone_answers import LoneAnswers
from callinsight.steps.paying import Paying
from callinsight.steps.persisting import Persisting
from callinsight.steps.provider_gate import ProviderGate
from callinsight.steps.transcription import Transcription
from callinsight.steps.transcription_by_kind import TranscriptionByKind


class Steps(Sounds, Models):
    """What tasks run, without Prefect."""

    @cached_property
    def executions(self) -> Executions:
        return Executions(
            self.calls,
            self.operations,
            self.heartbeat,
            self.clock,
            self.settings.deadlines,
            jitter=self.jitter,
        )

    def gate_of(self, step: StepName) -> ProviderGate | None:
        """Return the gate before the engine of a step; an engine on this machine has none."""
        engine = self.transcriber if step == "transcribe" else self.language_model
        if engine is None or isinstance(engine, LocalTranscriber):
            return None
        return self.gate(engine.provider)

    @cached_property
    def paying(self) -> Paying:
        return Paying(self.artifacts, self.gate_of)

    @cached_property
    def booking(self) -> Booking:
        left_open = LeftOpen(self.ledger, self.artifacts)
        return Booking(self.ledger, self.prices, self.budgeting, left_open)

    @cached_property
    def lone_answers(self) -> LoneAnswers:
        return LoneAnswers(
            self.calls,
            self.artifacts,
            self.request_counts,
            self.clock,
            lambda: self.gate_of("analyze"),
        )

    @cached_property
    def budgeting(self) -> Budgeting:
        limits = BudgetLimits(self.settings.budgets, self.budget_store, self.monotonic)
        return Budgeting(limits, self.budget_store, self.ledger)

    @cached_property
    def cutting(self) -> Cutting:
        return Cutting(self.recordings, self.piece_sounds, self.artifacts, self.sound_cutter)

    @cached_property
    def fetching(self) -> Fetching:
        from callinsight.adapters.imported_transcripts import ProbeByContent

        return Fetching(
            self.recordings,
            ProbeByContent(self.sound_probe),
            self.transcription.prepare,
            max_bytes=self.settings.max_recording_bytes,
        )

    @cached_property
    def deliveries(self) -> Deliveries:
        secret = self.settings.elevenlabs_webhook_secret
        if secret is None:
            raise WebhooksDisabledError("This deployment takes no webhooks.")
        from callinsight.adapters.elevenlabs_webhook import ElevenLabsWebhook

        webhook = ElevenLabsWebhook(secret.get_secret_value(), self.clock)
        return Deliveries(webhook, self.calls, self.artifacts)

    @cached_property
    def transcription(self) -> TranscriptionByKind:
        from callinsight.adapters.imported_transcripts import ImportedTranscripts

        return TranscriptionByKind(
            self._transcription_with(self.transcriber),
            self._transcription_with(ImportedTranscripts()),
        )

    def _transcription_with(self, engine: Engine) -> Transcription:
        return Transcription(engine, self._listening_with(engine), self.artifacts, self.profiles)

    def _listening_with(self, engine: Engine) -> Listening:
        return Listening(
            engine,
            self.paying,
            self.booking,
            self.cutting,
            self.recordings,
            self.piece_sounds,
            self.artifacts,
            self.prices,
        )

    @cached_property
    def analyzing(self) -> Analyzing:
        return Analyzing(
            self.language_model,
            self.paying,
            self.booking,
            self.artifacts,
            self.profiles,
            self.prices,
        )

    @cached_property
    def persisting(self) -> Persisting:
        return Persisting(self.artifacts, self.profiles)
