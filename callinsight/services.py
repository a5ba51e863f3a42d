"""The wiring: the only file that names concrete classes.

Every process builds what it needs when it first needs it, because the adapters are heavy: the API
never imports an engine, a flow run never imports the queue.
"""

import random
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

import yaml

from callinsight.alarms import Alarms
from callinsight.clock import Clock, utc_now
from callinsight.domain.call import StepName
from callinsight.domain.cost import PriceTable
from callinsight.domain.errors import SettingsError, WebhooksDisabledError
from callinsight.domain.model_life import AnnouncedShutdowns
from callinsight.domain.verification import SoundThresholds
from callinsight.heartbeat import ProcessHeartbeat
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.ports.engines import (
    JobTranscriber,
    LanguageModel,
    LocalTranscriber,
    ModelCatalogue,
    PaidTranscriber,
    SoundCutter,
    SoundProbe,
)
from callinsight.ports.flow_runs import FlowRuns
from callinsight.ports.operations import OperationsStore
from callinsight.ports.profiles import ProfileStore
from callinsight.ports.queue import EventQueue
from callinsight.ports.recordings import RecordingStore
from callinsight.ports.secrets import Secret
from callinsight.profiles import Profiles
from callinsight.reruns import Reruns
from callinsight.role_swaps import RoleSwaps
from callinsight.settings import Settings, load_settings
from callinsight.shipped import SHIPPED
from callinsight.steps.analyzing import Analyzing
from callinsight.steps.cutting import Cutting
from callinsight.steps.deliveries import Deliveries
from callinsight.steps.executions import Executions
from callinsight.steps.fetching import Fetching
from callinsight.steps.listening import Engine, Listening
from callinsight.steps.paying import Paying
from callinsight.steps.persisting import Persisting
from callinsight.steps.provider_alarm import ProviderAlarm
from callinsight.steps.provider_gate import ProviderGate
from callinsight.steps.transcription import Transcription
from callinsight.steps.transcription_by_kind import TranscriptionByKind

if TYPE_CHECKING:
    from callinsight.adapters.aws import AwsClients
    from callinsight.adapters.faster_whisper import FasterWhisperTranscriber
    from callinsight.adapters.zygotes import Zygotes
    from callinsight.dispatcher.dispatcher import Dispatcher
    from callinsight.erasing import Erasing
    from callinsight.intake import Intake


Provider = Literal["elevenlabs", "openai", "openai_audio"]


class Services:
    """Everything a process may use, built on first use; keyword arguments replace single parts."""

    def __init__(self, settings: Settings, **replacements: Any) -> None:
        self.settings = settings
        self.clock: Clock = utc_now
        self.monotonic: Callable[[], float] = time.monotonic
        self.jitter: Callable[[], float] = random.random
        self.__dict__.update(replacements)

    @cached_property
    def aws(self) -> "AwsClients":
        from callinsight.adapters.aws import AwsClients

        block = self.settings.callinsight_aws_credentials_block
        session = None
        if block is not None:
            from callinsight.adapters.prefect_blocks import aws_session

            session = aws_session(block)
        return AwsClients(session, self.settings.aws_public_s3_endpoint_url)

    @cached_property
    def calls(self) -> CallStore:
        from callinsight.adapters.dynamodb_calls import DynamoDBCallStore

        return DynamoDBCallStore(self.aws.dynamodb, self.aws.threads, self.settings.calls_table)

    @cached_property
    def operations(self) -> OperationsStore:
        from callinsight.adapters.dynamodb_operations import DynamoDBOperationsStore

        return DynamoDBOperationsStore(
            self.aws.dynamodb,
            self.aws.threads,
            self.settings.operations_table,
            beats=self.aws.dynamodb_for_beats,
        )

    @cached_property
    def profile_store(self) -> ProfileStore:
        if not self.settings.use_profiles:
            from callinsight.adapters.shipped_profiles import ShippedDefault

            return ShippedDefault(self.settings.default_profile_id)
        from callinsight.adapters.dynamodb_profiles import DynamoDBProfileStore

        return DynamoDBProfileStore(
            self.aws.dynamodb, self.aws.threads, self.settings.profiles_table
        )

    @cached_property
    def recordings(self) -> RecordingStore:
        from callinsight.adapters.s3_recordings import S3RecordingStore

        return S3RecordingStore(
            self.aws,
            self.settings.recordings_bucket,
            link_seconds=self.settings.upload_url_seconds,
            max_bytes=self.settings.max_recording_bytes,
        )

    @cached_property
    def piece_sounds(self) -> RecordingStore:
        from callinsight.adapters.s3_recordings import S3RecordingStore

        return S3RecordingStore(
            self.aws,
            self.settings.artifacts_bucket,
            link_seconds=self.settings.upload_url_seconds,
            max_bytes=self.settings.max_recording_bytes,
        )

    @cached_property
    def artifacts(self) -> ArtifactStore:
        from callinsight.adapters.s3_artifacts import S3ArtifactStore

        return S3ArtifactStore(self.aws.s3, self.aws.threads, self.settings.artifacts_bucket)

    @cached_property
    def queue(self) -> EventQueue:
        from callinsight.adapters.sqs import SQSEventQueue

        return SQSEventQueue(self.aws.sqs, self.aws.threads, self.settings.queue_url)

    @cached_property
    def flow_runs(self) -> FlowRuns:
        from callinsight.adapters.prefect import PrefectFlowRuns

        return PrefectFlowRuns(self.settings.callinsight_deployment)

    @cached_property
    def profiles(self) -> Profiles:
        return Profiles(
            self.profile_store,
            default_id=self.settings.default_profile_id,
            fallback=self.settings.profile_fallback or not self.settings.use_profiles,
            rules=self.settings.profile_rules,
        )

    @cached_property
    def prices(self) -> PriceTable:
        return PriceTable.model_validate(
            yaml.safe_load((SHIPPED / "prices.yaml").read_text("utf-8"))
        )

    @cached_property
    def heartbeat(self) -> ProcessHeartbeat:
        return ProcessHeartbeat(self.operations, self.clock)

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

    @cached_property
    def zygotes(self) -> "Zygotes":
        from callinsight.adapters.sound import MODULES
        from callinsight.adapters.zygotes import Zygotes

        return Zygotes(MODULES)

    @cached_property
    def sound_probe(self) -> SoundProbe:
        from callinsight.adapters.sound import PyAVSoundProbe

        thresholds = SoundThresholds(
            min_seconds=self.settings.min_recording_seconds,
            max_seconds=self.settings.max_recording_seconds,
            silence_dbfs=self.settings.silence_dbfs,
            silence_share=self.settings.silence_share,
            truncation_share=self.settings.truncation_share,
            dual_mono_correlation=self.settings.dual_mono_correlation,
        )
        return PyAVSoundProbe(self.zygotes, thresholds)

    @cached_property
    def sound_cutter(self) -> SoundCutter:
        from callinsight.adapters.sound_cutter import PyAVSoundCutter

        return PyAVSoundCutter(self.zygotes)

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
    def paying(self) -> Paying:
        return Paying(self.artifacts, self.gate_of)

    @cached_property
    def alarms(self) -> Alarms:
        return Alarms(self.operations)

    @cached_property
    def gates(self) -> dict[str, ProviderGate]:
        """The gates of this process, by the name of the engine behind each."""
        return {}

    def gate_of(self, step: StepName) -> ProviderGate | None:
        """Return the gate before the engine of a step; an engine on this machine has none."""
        engine = self.transcriber if step == "transcribe" else self.language_model
        if engine is None or isinstance(engine, LocalTranscriber):
            return None
        return self.gate(engine.engine)

    def gate(self, provider: str) -> ProviderGate:
        """Return the one gate of a provider; made when it is first asked for."""
        if provider not in self.gates:
            ours = self.settings.elevenlabs_concurrency, self.settings.openai_concurrency
            self.gates[provider] = ProviderGate(
                provider,
                limit=ours[0] if provider == "elevenlabs" else ours[1],
                alarm=ProviderAlarm(provider, self.alarms, self.clock),
                clock=self.clock,
                monotonic=self.monotonic,
                jitter=self.jitter,
            )
        return self.gates[provider]

    @cached_property
    def transcriber(self) -> LocalTranscriber | PaidTranscriber | JobTranscriber:
        match self._transcriber_name:
            case "elevenlabs":
                return self._elevenlabs()
            case "openai":
                return self._openai_audio()
            case "faster-whisper":
                self.faster_whisper.require_usable()
                return self.faster_whisper
        from callinsight.adapters.pocketsphinx import PocketsphinxTranscriber

        return PocketsphinxTranscriber()

    @property
    def _transcriber_name(self) -> str:
        """What is asked for, or else the best that is configured."""
        wanted = self.settings.callinsight_transcriber
        if wanted != "auto":
            return wanted
        if self.key_of("elevenlabs") is not None:
            return "elevenlabs"
        if self.settings.openai_audio_model is not None:
            return "openai"
        return "faster-whisper" if self.faster_whisper.is_usable else "pocketsphinx"

    def _elevenlabs(self) -> PaidTranscriber | JobTranscriber:
        from callinsight.adapters.elevenlabs import (
            ElevenLabsJobTranscriber,
            ElevenLabsTranscriber,
        )

        key = self.key_of("elevenlabs")
        if key is None:
            raise SettingsError("The setting ELEVENLABS_API_KEY is missing.")
        base_url, webhook_id = (
            self.settings.elevenlabs_base_url,
            self.settings.elevenlabs_webhook_id,
        )
        source = self.settings.elevenlabs_audio

        def report(current: int, maximum: int) -> None:
            self.gate("elevenlabs").report(current, maximum)

        if webhook_id is not None:
            return ElevenLabsJobTranscriber(
                key, base_url=base_url, webhook_id=webhook_id, audio_source=source, report=report
            )
        return ElevenLabsTranscriber(key, base_url=base_url, audio_source=source, report=report)

    def _openai_audio(self) -> PaidTranscriber:
        from callinsight.adapters.openai_audio import OpenAITranscriber

        model, elsewhere = self.settings.openai_audio_model, self.settings.openai_audio_base_url
        if model is None:
            raise SettingsError("The setting OPENAI_AUDIO_MODEL is missing.")
        if elsewhere is not None:  # the key of one server is never shown to another
            return OpenAITranscriber(self.key_of("openai_audio"), base_url=elsewhere, model=model)
        key = self.key_of("openai")
        if key is None:
            raise SettingsError("The setting OPENAI_API_KEY is missing.")
        return OpenAITranscriber(key, base_url=self.settings.openai_base_url, model=model)

    @cached_property
    def faster_whisper(self) -> "FasterWhisperTranscriber":
        from callinsight.adapters.faster_whisper import FasterWhisperTranscriber

        return FasterWhisperTranscriber(self.settings.faster_whisper_model)

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
            self.cutting,
            self.recordings,
            self.piece_sounds,
            self.artifacts,
            self.prices,
        )

    @cached_property
    def language_model(self) -> LanguageModel | None:
        wanted = self.settings.callinsight_analyzer
        key = self.key_of("openai")
        if wanted == "rules" or (wanted == "auto" and key is None):
            return None
        if key is None:
            raise SettingsError("The setting OPENAI_API_KEY is missing.")
        from callinsight.adapters.openai import OpenAILanguageModel

        return OpenAILanguageModel(
            key, base_url=self.settings.openai_base_url, route=self.settings.openai_api
        )

    @cached_property
    def model_catalogue(self) -> ModelCatalogue | None:
        """The models that profiles may ask; None where no model is asked."""
        key = self.key_of("openai")
        if key is None or self.language_model is None:
            return None
        from callinsight.adapters.openai_catalogue import OpenAICatalogue

        return OpenAICatalogue(key, base_url=self.settings.openai_base_url)

    @cached_property
    def audio_catalogue(self) -> ModelCatalogue | None:
        """The models that OpenAI's audio route may be asked for; None where it is not used."""
        if self._transcriber_name != "openai":
            return None
        from callinsight.adapters.openai_catalogue import OpenAICatalogue

        elsewhere = self.settings.openai_audio_base_url
        key = self.key_of("openai" if elsewhere is None else "openai_audio")
        return OpenAICatalogue(key, base_url=elsewhere or self.settings.openai_base_url)

    @cached_property
    def announced_shutdowns(self) -> AnnouncedShutdowns:
        return AnnouncedShutdowns.model_validate(
            yaml.safe_load((SHIPPED / "model_shutdowns.yaml").read_text("utf-8"))
        )

    @cached_property
    def analyzing(self) -> Analyzing:
        return Analyzing(
            self.language_model, self.paying, self.artifacts, self.profiles, self.prices
        )

    @cached_property
    def persisting(self) -> Persisting:
        return Persisting(self.artifacts)

    @cached_property
    def intake(self) -> "Intake":
        from callinsight.intake import Intake

        return Intake(self.calls, self.recordings, self.profiles, self.clock)

    @cached_property
    def reruns(self) -> Reruns:
        return Reruns(self.calls, self.profiles, self.clock)

    @cached_property
    def role_swaps(self) -> RoleSwaps:
        return RoleSwaps(self.calls, self.reruns, self.artifacts, self.profiles, self.clock)

    @cached_property
    def erasing(self) -> "Erasing":
        from callinsight.erasing import Erasing

        return Erasing(
            self.calls,
            self.recordings,
            self.piece_sounds,
            self.artifacts,
            self.flow_runs,
            self.clock,
            max(self.settings.deadlines.values()),
        )

    @cached_property
    def dispatcher(self) -> "Dispatcher":
        from callinsight.dispatcher.corrections import Corrections
        from callinsight.dispatcher.dispatcher import Dispatcher
        from callinsight.dispatcher.rescues import Rescues
        from callinsight.dispatcher.starts import Starts

        calls, runs = self.calls, self.flow_runs
        return Dispatcher(
            calls,
            self.recordings,
            self.intake,
            Rescues(calls, self.operations, runs, self.clock),
            Starts(calls, runs, self.clock, capacity=self.settings.callinsight_capacity),
            Corrections(calls, runs, self.clock),
            self.erasing,
            self.clock,
        )

    def key_of(self, provider: Provider) -> Secret | None:
        """Return the provider's key: given directly, or by its name in Secrets Manager."""
        given = getattr(self.settings, f"{provider}_api_key")
        name = getattr(self.settings, f"{provider}_api_key_secret")
        if given is None and name is None:
            return None
        from callinsight.adapters.secrets_manager import GivenSecret, SecretsManagerSecret

        if given is not None:
            return GivenSecret(given.get_secret_value())
        return SecretsManagerSecret(self.aws.secrets_manager, self.aws.threads, name)


_replacement: ContextVar[Services | None] = ContextVar("services", default=None)


def services() -> Services:
    """Return the services of this context: a replacement set by `using`, else those of the settings."""
    return _replacement.get() or _of_this_process()


@contextmanager
def using(replacement: Services) -> Generator[Services]:
    """Use other services inside the block, also in tasks started there."""
    token = _replacement.set(replacement)
    try:
        yield replacement
    finally:
        _replacement.reset(token)


@cache
def _of_this_process() -> Services:
    return Services(load_settings())
