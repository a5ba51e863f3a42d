"""Analysis profiles: what is asked of a call, by which model, and how it is transcribed."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from callinsight.domain.call_analysis import FIELDS, UNANSWERABLE
from callinsight.domain.category import Category
from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.model import Stored, Written
from callinsight.domain.profile_problem import problem_field
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.scorecard import Alerts, Scorecard
from callinsight.domain.scoring_references import dangling
from callinsight.domain.speaker_role import Role

ProfileId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
# ElevenLabs' own limits: up to five words, without these brackets.
Keyterm = Annotated[
    str, Field(max_length=50, pattern=r"^\s*[^\s<>{}\[\]\\]+(\s+[^\s<>{}\[\]\\]+){0,4}\s*$")
]


# A kind or a category of entities, as ElevenLabs names them: all, pii, phi, pci, credit_card ...
Entity = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


def _known_field(name: str) -> str:
    if name not in FIELDS:
        raise ValueError("is no field of call_analysis.v1")
    return name


FieldName = Annotated[
    str, AfterValidator(_known_field), Field(json_schema_extra={"enum": list(FIELDS)})
]


class TranscriptionSettings(Written):
    """How calls of a profile are transcribed; None leaves the choice to the recording."""

    model: str = "scribe_v2"
    language: str | None = None
    diarize: bool = True
    num_speakers: int | None = Field(None, ge=1, le=32)
    diarization_threshold: float | None = Field(None, ge=0.1, le=0.4)
    detect_speaker_roles: bool = Field(default=False, description="by the provider; costs extra")
    infer_roles: bool = Field(default=True, description="by what is said, where nothing else tells")
    multichannel: bool | None = Field(None, description="None: one transcript per channel if two")
    channel_roles: tuple[Role, ...] = ("agent", "customer")
    keyterms: tuple[Keyterm, ...] = Field((), max_length=1000)
    tag_audio_events: bool = False
    entity_detection: tuple[Entity, ...] = Field((), description="kinds to find; costs extra")
    entity_redaction: tuple[Entity, ...] = Field((), description="kinds to hide; some of the found")
    entity_redaction_mode: Literal["redacted", "entity_type", "enumerated_entity_type"] = (
        "enumerated_entity_type"
    )

    @model_validator(mode="after")
    def _combine(self) -> "TranscriptionSettings":
        """Refuse what the provider would refuse, before a call has to find out."""
        if self.diarization_threshold is not None and (
            not self.diarize or self.num_speakers is not None
        ):
            raise ValueError("diarization_threshold needs diarize, and no num_speakers")
        if self.detect_speaker_roles and not self.diarize:
            raise ValueError("detect_speaker_roles needs diarize")
        if self.detect_speaker_roles and self.multichannel:
            raise ValueError("detect_speaker_roles needs one transcript for all channels")
        found = set(self.entity_detection)
        if "all" not in found and not set(self.entity_redaction) <= found:
            raise ValueError("entity_redaction must be part of entity_detection")
        return self


class PhraseCheck(Written):
    """A rule checked without a model: was one of the phrases said, by whom, and when."""

    name: str = Field(min_length=1, max_length=64)
    any_of: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    role: Role | None = None
    within: Literal["call", "start", "end"] = Field(
        "call", description="start, end: the first or last 30 seconds"
    )


# Settings that no answer and no check depends on: changing them makes no analysis anew. Categories,
# scorecards and alerts are computed at the end of every run, for nothing.
# Transcription and redaction shape the transcript, which an analysis names by its content.
_NOT_OF_ANALYSES = {
    "name",
    "transcription",
    "redaction",
    "categories",
    "scorecards",
    "alerts",
    "retention_days",
}
# What a model never reads: versions that differ in no more than this ask the same, and it is paid once.
_NOT_ASKED = _NOT_OF_ANALYSES | {"profile_id", "version", "keywords", "checks", "unverified_claims"}


class Profile(Written):
    """One immutable version of a profile; the settings keep the names of the original system."""

    profile_id: ProfileId
    version: int = Field(1, ge=1)
    name: str = Field(min_length=1, max_length=200)
    openai_model: str = "gpt-6-luna"
    temperature: float | None = Field(None, ge=0, le=2)
    reasoning_effort: Effort | None = Field(
        None, description="None: `none` where a temperature is given, else the model's own default"
    )
    max_output_tokens: int | None = Field(
        None, ge=256, le=200_000, description="thoughts included; doubled once if it was too little"
    )
    system_prompt: str = ""
    fields: tuple[FieldName, ...] | None = Field(
        None, min_length=1, description="fields of call_analysis.v1 that are wanted"
    )
    prompts: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], str] = Field(
        {}, validate_default=True, description="question by name; each is a field of the result"
    )
    comprehensive_analysis: bool = Field(
        default=True, description="one request for all prompts, or one for each"
    )
    output_schema: dict[str, Any] | None = Field(
        None, description="JSON schema of the result; by default text or null per prompt"
    )
    strict_output: bool | None = Field(
        None, description="false: the schema is more than a provider can enforce; we check it alone"
    )
    unverified_claims: Literal["flag", "drop"] | None = Field(
        None, description="what becomes of claims whose words are not in the call; None: flag"
    )
    part_characters: int | None = Field(
        None, ge=2_000, le=2_000_000, description="longer transcripts are analyzed in parts"
    )
    transcription: TranscriptionSettings = TranscriptionSettings()
    redaction: Redaction | None = Field(
        None, description="values that people and models read placeholders for; None: nothing"
    )
    keywords: dict[str, tuple[str, ...]] = Field({}, description="phrases to count, by topic")
    checks: tuple[PhraseCheck, ...] = ()
    categories: tuple[Category, ...] | None = Field(None, max_length=50)
    scorecards: tuple[Scorecard, ...] | None = Field(None, max_length=10)
    alerts: Alerts | None = Field(None, description="what is told by the event call.alert")
    retention_days: int | None = Field(
        None, ge=1, le=36_500, description="calls are erased so long after their end; None: never"
    )

    @field_validator("prompts")
    @classmethod
    def _asks_something(cls, prompts: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if not prompts and info.data.get("fields", ()) is None:
            raise ValueError("it, or fields, must name what is asked")
        return prompts

    @field_validator("output_schema")
    @classmethod
    def _describes_an_object(
        cls, schema: dict[str, Any] | None, info: ValidationInfo
    ) -> dict[str, Any] | None:
        """Answers are an object with a field each; anything else could not be asked or shown."""
        if schema is None:
            return None
        fields = schema.get("properties")
        if schema.get("type") != "object" or not isinstance(fields, dict) or not fields:
            raise ValueError("must be of type object, with properties")
        if not all(isinstance(field, dict) for field in fields.values()):
            raise ValueError("every property must be a schema")
        if again := sorted(fields.keys() & {*(info.data.get("fields") or ()), UNANSWERABLE}):
            raise ValueError(f"{again[0]} is a field of call_analysis.v1 already")
        return schema

    @model_validator(mode="after")
    def _names_what_it_has(self) -> "Profile":
        checks = [check.name for check in self.checks]
        asked = {
            *(self.fields or ()),
            *self.prompts,
            *(self.output_schema or {}).get("properties", {}),
        }
        found = dangling(asked, checks, self.categories or (), self.scorecards or (), self.alerts)
        for field, message in found:
            raise PydanticCustomError("dangling", message, {"field": field})
        return self

    def analysis_part(self) -> str:
        """Return what shapes an analysis, as text: a model reads prompts and fields in their order."""
        return self.model_dump_json(exclude=_NOT_OF_ANALYSES, exclude_none=True)

    def asking_part(self) -> str:
        """Return what shapes the requests to a model, as text."""
        return self.model_dump_json(exclude=_NOT_ASKED, exclude_none=True)


class PinnedProfile(Stored):
    """The profile version a call will use, whatever happens to the profile later."""

    profile_id: str
    version: int
    fallback_from: str | None = None


class ProfileRule(Written):
    """Chooses a profile by where a recording lies or what its metadata says."""

    profile_id: ProfileId
    key_prefix: str | None = None
    metadata: dict[str, str] = {}

    def applies(self, key: str, metadata: Mapping[str, str]) -> bool:
        """Say whether the rule matches; a rule without any condition matches nothing."""
        if self.key_prefix is None and not self.metadata:
            return False
        if self.key_prefix is not None and not key.startswith(self.key_prefix):
            return False
        return all(metadata.get(name) == value for name, value in self.metadata.items())


def load_profile(document: object) -> Profile:
    """Return the profile a document describes, or raise `ProfileInvalidError` naming the field."""
    try:
        return Profile.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ProfileInvalidError(
            f"Profile field {problem_field(first)}: {first['msg'].removeprefix('Value error, ')}."
        ) from None


def chosen_profile_id(
    *,
    asked: str | None,
    metadata: Mapping[str, str],
    message_attribute: str | None,
    rules: Sequence[ProfileRule],
    key: str,
    default: str,
) -> str:
    """Return the profile a call wants: API field, object metadata, message, rule, default."""
    matching = (rule.profile_id for rule in rules if rule.applies(key, metadata))
    return (
        asked
        or metadata.get("profile-id")
        or metadata.get("profile_id")
        or message_attribute
        or next(matching, None)
        or default
    )
