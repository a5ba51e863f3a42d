"""What holds state: AWS, Prefect, settings and the data that is shipped."""

import random
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import yaml

from callinsight.api_keys import ApiKeys
from callinsight.clock import Clock, utc_now
from callinsight.domain.cost import PriceTable
from callinsight.domain.delivery import Target, target_of
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.model_life import AnnouncedShutdowns
from callinsight.heartbeat import ProcessHeartbeat
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.audit import AuditLog
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.call_questions import CallQuestionStore
from callinsight.ports.calls import CallStore
from callinsight.ports.deliveries import DeliveryStore
from callinsight.ports.exports import EXPORTS, ExportStore
from callinsight.ports.flow_runs import FlowRuns
from callinsight.ports.golden import GoldenStore
from callinsight.ports.ledger import Ledger
from callinsight.ports.operations import ApiKeyStore, OperationsStore
from callinsight.ports.profiles import ProfileStore
from callinsight.ports.queue import EventQueue
from callinsight.ports.recordings import RecordingStore
from callinsight.ports.request_counts import RequestCounts
from callinsight.ports.secrets import Secret
from callinsight.profile_versions import ProfileVersions
from callinsight.profiles import Profiles
from callinsight.settings import Settings
from callinsight.shipped import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import SecretStr

    from callinsight.adapters.aws import AwsClients

Provider = Literal["elevenlabs", "openai", "openai_audio"]


class Stores:
    """The settings, the clocks, and one store of each kind; the rest of the wiring stands on it."""

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

        calls = DynamoDBCallStore(self.aws.dynamodb, self.aws.threads, self.settings.calls_table)
        if not self.targets:
            return calls
        from callinsight.adapters.telling_calls import TellingCallStore

        return TellingCallStore(calls, self.clock)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Where news of calls goes."""
        return tuple(target_of(url) for url in self.settings.webhook_urls)

    @cached_property
    def delivery_store(self) -> DeliveryStore:
        from callinsight.adapters.dynamodb_deliveries import DynamoDBDeliveryStore

        return DynamoDBDeliveryStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

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
    def audit_log(self) -> AuditLog:
        from callinsight.adapters.dynamodb_audit import DynamoDBAuditLog

        return DynamoDBAuditLog(self.aws.dynamodb, self.aws.threads, self.settings.operations_table)

    @cached_property
    def golden_store(self) -> GoldenStore:
        from callinsight.adapters.dynamodb_golden import DynamoDBGoldenStore

        return DynamoDBGoldenStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def budget_store(self) -> BudgetStore:
        from callinsight.adapters.dynamodb_budgets import DynamoDBBudgetStore

        return DynamoDBBudgetStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def ledger(self) -> Ledger:
        from callinsight.adapters.dynamodb_ledger import DynamoDBLedger

        return DynamoDBLedger(self.aws.dynamodb, self.aws.threads, self.settings.operations_table)

    @cached_property
    def question_store(self) -> CallQuestionStore:
        from callinsight.adapters.dynamodb_call_questions import DynamoDBCallQuestionStore

        return DynamoDBCallQuestionStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def request_counts(self) -> RequestCounts:
        from callinsight.adapters.dynamodb_request_counts import DynamoDBRequestCounts

        return DynamoDBRequestCounts(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def api_key_store(self) -> ApiKeyStore:
        from callinsight.adapters.dynamodb_api_keys import DynamoDBApiKeyStore

        return DynamoDBApiKeyStore(
            self.aws.dynamodb, self.aws.threads, self.settings.operations_table
        )

    @cached_property
    def api_keys(self) -> ApiKeys:
        return ApiKeys(self.api_key_store, self.clock, self.monotonic)

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
    def export_store(self) -> ExportStore:
        """Where daily exports go: a prefix of the artifacts bucket, unless a setting names another."""
        from callinsight.adapters.s3_exports import S3ExportStore

        url = self.settings.callinsight_export_url
        bucket, prefix = self.settings.artifacts_bucket, EXPORTS
        if url is not None:
            bucket, _, prefix = url.removeprefix("s3://").partition("/")
        return S3ExportStore(self.aws.s3, self.aws.threads, bucket, prefix)

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
    def profile_versions(self) -> ProfileVersions:
        return ProfileVersions(self.profile_store, self.clock, enabled=self.settings.use_profiles)

    @cached_property
    def prices(self) -> PriceTable:
        return PriceTable.model_validate(
            yaml.safe_load((SHIPPED / "prices.yaml").read_text("utf-8"))
        )

    @cached_property
    def announced_shutdowns(self) -> AnnouncedShutdowns:
        return AnnouncedShutdowns.model_validate(
            yaml.safe_load((SHIPPED / "model_shutdowns.yaml").read_text("utf-8"))
        )

    @cached_property
    def heartbeat(self) -> ProcessHeartbeat:
        return ProcessHeartbeat(self.operations, self.clock)

    def key_of(self, provider: Provider) -> Secret | None:
        """Return the provider's key: given directly, or by its name in Secrets Manager."""
        given = getattr(self.settings, f"{provider}_api_key")
        return self._secret(given, getattr(self.settings, f"{provider}_api_key_secret"))

    @property
    def webhook_secret(self) -> Secret:
        """What outgoing news is signed with."""
        secret = self._secret(self.settings.webhook_secret, self.settings.webhook_secret_secret)
        if secret is None:
            raise SettingsError("The setting WEBHOOK_SECRET is missing.")
        return secret

    def _secret(self, given: "SecretStr | None", name: str | None) -> Secret | None:
        if given is None and name is None:
            return None
        from callinsight.adapters.secrets_manager import GivenSecret, SecretsManagerSecret

        if given is not None:
            return GivenSecret(given.get_secret_value())
        return SecretsManagerSecret(self.aws.secrets_manager, self.aws.threads, str(name))
