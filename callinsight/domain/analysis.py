"""Analyses: what a profile's questions brought to light, and what could not be answered."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from callinsight.domain.call import AnalysisEntry, Call
from callinsight.domain.findings import Finding
from callinsight.domain.lineage import RequestMade
from callinsight.domain.model import Stored

ANALYSES_LIMIT = 20
NOT_IN_CALL = "not_in_call"
_SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))
_LARGEST_INTEGER = 10**38
_SMALLEST, _LARGEST = 1e-130, 1e126


class Unanswerable(Stored):
    """A field without an answer, and why."""

    field: str
    reason: str


class KeywordHit(Stored):
    """A phrase of the profile that was said."""

    topic: str
    phrase: str
    turn_ids: tuple[int, ...]


class CheckResult(Stored):
    """A rule of the profile, checked without a model."""

    name: str
    passed: bool | None = Field(description="null: roles or times that it asks for are not known")
    turn_ids: tuple[int, ...] = ()
    reason: str | None = Field(None, description="why it is null: `no_roles` or `no_times`")


class Usage(Stored):
    """What the model's provider counted, summed over the requests of one analysis."""

    requests: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = Field(0, description="part of the output tokens")

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            requests=self.requests + other.requests,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
        )


class Counted(Stored):
    """What one answer counted, and the model that gave it, by its own word."""

    model: str
    usage: Usage


class Provenance(Stored):
    """Which settings produced an analysis: everything the profile asked for, as it was used."""

    engine: str
    openai_model: str | None = Field(None, description="the model the profile asks for")
    model: str | None = Field(None, description="the model that answered, by its own word")
    profile_id: str
    profile_version: int
    temperature: float | None = None
    reasoning_effort: str | None = None
    max_output_tokens: int | None = None
    comprehensive_analysis: bool
    prompt_sha256: str
    transcript_sha256: str
    dropped_settings: tuple[str, ...] = Field(
        (), description="settings the model does not take, named instead of silently ignored"
    )
    usage: Usage = Usage()
    counted: tuple[Counted, ...] | None = Field(
        None, description="answer by answer, as they are priced; analyses before it have none"
    )
    recording_version: str | None = Field(
        None, description="S3's name for the bytes that were heard; analyses before it have none"
    )
    audio_sha256: str | None = Field(None, description="of the same bytes, if they were fetched")
    transcript_artifact: str | None = None
    transcription_engine: str | None = None
    transcription_model: str | None = None
    answer_schema: str | None = Field(
        None, description="version of the fields asked for; None: all questions are the profile's"
    )
    code_version: str | None = None
    asked: str | None = Field(
        None, description="name of all that the model read; versions that ask the same share it"
    )
    requests: tuple[RequestMade, ...] | None = Field(
        None, description="in the order they were sent; `calls explain` rebuilds them"
    )


class Coverage(Stored):
    """How much of a call the model read before it answered."""

    turns: int
    read: int = Field(description="turns that stood in a request which was answered")
    parts: int = Field(description="how many requests the transcript was divided into")


class Analysis(Stored):
    """The result of a profile for one call; `answers` has every field the profile asks for."""

    schema_version: int = 1
    mode: Literal["comprehensive", "separate", "rules"]
    quality: Literal["final", "draft"]
    answers: dict[str, Any]
    unanswerable: tuple[Unanswerable, ...] = ()
    findings: tuple[Finding, ...] = Field((), description="what the call does not bear out")
    coverage: Coverage | None = Field(None, description="None: no model was asked")
    keyword_hits: tuple[KeywordHit, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    provenance: Provenance


def analyses_with(call: Call, entry: AnalysisEntry) -> tuple[AnalysisEntry, ...]:
    """Return the call's analyses with one that was finished now; found again, it is no new one."""
    if any(known.id == entry.id for known in call.analyses):
        return call.analyses
    return (*call.analyses, entry)[-ANALYSES_LIMIT:]


def is_storable(value: Any) -> bool:
    """Say whether a JSON value can be stored: its texts as UTF-8, its numbers in DynamoDB.

    DynamoDB keeps 38 digits, between 1E-130 and 1E+126.
    """
    if isinstance(value, Mapping):
        return all(is_storable(name) and is_storable(item) for name, item in value.items())
    if isinstance(value, list):
        return all(is_storable(item) for item in value)
    if isinstance(value, str):
        return not any(char in _SURROGATES for char in value)
    if isinstance(value, int):
        return abs(value) < _LARGEST_INTEGER
    return not isinstance(value, float) or value == 0 or _SMALLEST <= abs(value) < _LARGEST
