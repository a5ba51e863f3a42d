"""Settings: the only place that reads the environment. README's table lists them all."""

import json
import os
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableSettingError

from callinsight.domain.budget import Budgets
from callinsight.domain.call import StepName
from callinsight.domain.delivery import is_address
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.profile import ProfileRule

Seconds = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
EventKey = Annotated[SecretStr, Field(min_length=16)]
EventKeys = Annotated[tuple[EventKey, ...], Field(max_length=2)]
TopicArn = Annotated[
    str, Field(pattern=r"^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+$")
]
Transcriber = Literal["auto", "elevenlabs", "openai", "faster-whisper", "pocketsphinx"]


def _as_list(value: object) -> object:
    """Several values may be a JSON list, or separated by commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            raise PydanticCustomError("not_json", "it begins like JSON and is none") from None
    return [part.strip() for part in value.split(",") if part.strip()]


Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+$")]
Url = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]")]
ExportUrl = Annotated[str, Field(pattern=r"^s3://[a-z0-9][a-z0-9.-]+(/.*)?$")]
Listed = (NoDecode, BeforeValidator(_as_list))


def _by_its_name_today(value: object) -> object:
    """ElevenLabs renamed its field; deployments of the system before this one say the old name."""
    return "source_url" if value == "cloud_storage_url" else value


def _addresses(urls: tuple[str, ...]) -> tuple[str, ...]:
    if not all(is_address(url) for url in urls):
        raise PydanticCustomError(
            "no_address", "each address must be https, or http on this machine"
        )
    return tuple(dict.fromkeys(urls))


class Settings(BaseSettings):
    """What a deployment decides; each field is the environment variable of the same name."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    calls_table: str = "CallInsightTable"
    profiles_table: str = "CallInsightProfiles"
    operations_table: str = "CallInsightOperations"
    recordings_bucket: str
    artifacts_bucket: str
    queue_url: str
    aws_public_s3_endpoint_url: str | None = None
    callinsight_aws_credentials_block: str | None = None

    use_profiles: bool = True
    default_profile_id: str = "default"
    profile_fallback: bool = True
    profile_rules: tuple[ProfileRule, ...] = ()

    events_api_keys: EventKeys = ()
    events_api_keys_secret: str | None = None
    events_account_id: Annotated[str, Field(pattern="^[0-9]{12}$")] | None = None
    events_signing_keys: EventKeys = ()
    events_signing_keys_secret: str | None = None
    sns_topic_arns: tuple[TopicArn, ...] = ()

    callinsight_transcriber: Transcriber = "auto"
    callinsight_analyzer: Literal["auto", "openai", "rules"] = "auto"
    elevenlabs_api_key: SecretStr | None = None
    elevenlabs_api_key_secret: str | None = None
    elevenlabs_base_url: str = "https://api.elevenlabs.io"
    elevenlabs_webhook_id: str | None = None
    elevenlabs_webhook_secret: SecretStr | None = None
    elevenlabs_audio: Annotated[
        Literal["upload", "source_url"], BeforeValidator(_by_its_name_today)
    ] = "upload"
    elevenlabs_concurrency: Annotated[int, Field(ge=1)] = 10
    openai_api_key: SecretStr | None = None
    openai_api_key_secret: str | None = None
    openai_base_url: str = "https://api.openai.com/v1"
    openai_api: Literal["auto", "responses", "chat"] = "auto"
    openai_concurrency: Annotated[int, Field(ge=1)] = 50
    openai_audio_model: str | None = None
    openai_audio_base_url: str | None = None
    openai_audio_api_key: SecretStr | None = None
    openai_audio_api_key_secret: str | None = None
    faster_whisper_model: str | None = None

    callinsight_auth: Literal["none", "required"] = "none"
    callinsight_allowed_origins: Annotated[tuple[Origin, ...], *Listed] = ()
    callinsight_requests_per_minute: Annotated[int, Field(ge=1)] = 600
    jwt_issuer: Url | None = None
    jwt_audiences: Annotated[tuple[str, ...], *Listed] = ()
    jwt_jwks_url: Url | None = None
    webhook_urls: Annotated[tuple[str, ...], *Listed, AfterValidator(_addresses)] = Field(
        (), repr=False
    )
    webhook_secret: SecretStr | None = None
    webhook_secret_secret: str | None = None

    budget_usd_per_day: Annotated[float, Field(gt=0)] | None = None
    profile_budgets_usd_per_day: dict[str, Annotated[float, Field(gt=0)]] | None = None

    callinsight_export_url: ExportUrl | None = None
    callinsight_retention_days: Annotated[int, Field(ge=1, le=36_500)] | None = None

    callinsight_pool: str = "calls"
    callinsight_deployment: Annotated[str, Field(pattern="^[^/]+/[^/]+$")] = (
        "process-call/production"
    )
    callinsight_capacity: Annotated[int, Field(ge=1)] = 4
    callinsight_worker_memory_bytes: Annotated[int, Field(gt=0)] | None = None
    drain_seconds: Seconds = 110
    callinsight_public_url: str | None = None
    callinsight_prefect_ui_url: str | None = None
    fetch_deadline_seconds: Seconds = 900
    transcribe_deadline_seconds: Seconds = 3600
    analyze_deadline_seconds: Seconds = 900
    persist_deadline_seconds: Seconds = 120

    upload_url_seconds: Annotated[int, Field(ge=1, le=900)] = 900
    max_recording_bytes: Annotated[int, Field(gt=0)] = 5_000_000_000
    max_recording_seconds: Seconds = 36_000
    min_recording_seconds: Seconds = 0.1
    silence_dbfs: Annotated[float, Field(le=0)] = -50.0
    silence_share: Share = 0.99
    truncation_share: Share = 0.95
    dual_mono_correlation: Share = 0.98

    @property
    def budgets(self) -> Budgets:
        """What may be paid a day."""
        return Budgets(
            usd_per_day=self.budget_usd_per_day,
            usd_per_day_of=self.profile_budgets_usd_per_day or {},
        )

    @property
    def deadlines(self) -> dict[StepName, timedelta]:
        """How long each step may take over all its tries."""
        return {
            "fetch_audio": timedelta(seconds=self.fetch_deadline_seconds),
            "transcribe": timedelta(seconds=self.transcribe_deadline_seconds),
            "analyze": timedelta(seconds=self.analyze_deadline_seconds),
            "persist": timedelta(seconds=self.persist_deadline_seconds),
        }


def given_settings() -> dict[str, str]:
    """Return what the environment says of settings, by name; nothing that is secret."""
    known = {
        name.upper()
        for name, field in Settings.model_fields.items()
        if "SecretStr" not in str(field.annotation)
    }
    return {name: value for name, value in os.environ.items() if name in known}


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises `SettingsError` with one sentence that names the first wrong or missing setting.
    """
    try:
        return _complete(Settings())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        if first["type"] == "missing":
            raise SettingsError(f"The setting {name} is missing.") from None
        raise SettingsError(f"The setting {name} is wrong: {first['msg']}.") from None
    except UnreadableSettingError as error:
        name = str(error).split('"')[1].upper()
        raise SettingsError(f"The setting {name} is wrong: it is not JSON.") from None


def _complete(settings: Settings) -> Settings:
    """Return settings that are whole; news that nobody could verify is not sent."""
    secrets = settings.webhook_secret, settings.webhook_secret_secret
    if settings.webhook_urls and secrets == (None, None):
        raise SettingsError("The setting WEBHOOK_SECRET is missing, and WEBHOOK_URLS needs it.")
    return settings
