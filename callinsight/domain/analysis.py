"""Analyses: what a profile's questions brought to light, and what could not be answered."""

from typing import Any, Literal

from pydantic import Field

from callinsight.domain.model import Stored


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
    passed: bool
    turn_ids: tuple[int, ...] = ()


class Usage(Stored):
    """What the model's provider counted, summed over the requests of one analysis."""

    requests: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            requests=self.requests + other.requests,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


class Provenance(Stored):
    """Which settings produced an analysis: everything the profile asked for, as it was used."""

    engine: str
    model: str | None = None
    profile_id: str
    profile_version: int
    temperature: float | None = None
    comprehensive_analysis: bool
    prompt_sha256: str
    transcript_sha256: str
    dropped_settings: tuple[str, ...] = Field(
        (), description="settings the model does not take, named instead of silently ignored"
    )
    usage: Usage = Usage()


class Analysis(Stored):
    """The result of a profile for one call; `answers` has every field the profile asks for."""

    schema_version: int = 1
    mode: Literal["comprehensive", "separate", "rules"]
    quality: Literal["final", "draft"]
    answers: dict[str, Any]
    unanswerable: tuple[Unanswerable, ...] = ()
    keyword_hits: tuple[KeywordHit, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    provenance: Provenance
