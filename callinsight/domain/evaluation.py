"""What a profile's categories and scorecards say of a call, as the record holds it."""

from typing import Literal

from pydantic import Field

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

TURNS_SHOWN = 20
Outcome = Literal["passed", "failed", "n_a"]


class CategoryResult(Stored):
    """Whether a category applies; None cannot be known, and the reason says why."""

    name: str
    applies: bool | None = None
    reason: str | None = None
    turn_ids: tuple[int, ...] = Field((), description="the first 20 turns that decided it")


class ScoreOverride(Stored):
    """A person's word about one criterion; it wins as long as it is not taken back."""

    profile_id: str
    scorecard: str
    criterion: str
    outcome: Outcome
    reason: str
    author: str
    at: Instant


class CriterionResult(Stored):
    """How one criterion came out; `computed` is what code found where a person says otherwise."""

    name: str
    weight: int
    outcome: Outcome
    auto_fail: bool = False
    reason: str | None = Field(None, description="why it is not applicable")
    turn_ids: tuple[int, ...] = Field((), description="the first 20 turns of its evidence")
    computed: Outcome | None = Field(None, description="before a person changed it")
    override: ScoreOverride | None = None


class ScorecardResult(Stored):
    """A scorecard's total; None where no criterion is applicable."""

    name: str
    percent: float | None = None
    auto_failed: bool = False
    criteria: tuple[CriterionResult, ...]


class Evaluation(Stored):
    """Categories, scores and alerts of a call's present analysis, computed by code."""

    profile_id: str
    profile_version: int
    analysis_id: str
    quality: Literal["final", "draft"] = Field(description="that of the words it rests on")
    categories: tuple[CategoryResult, ...] = ()
    scorecards: tuple[ScorecardResult, ...] = ()
    alerts: tuple[str, ...] = Field((), description="codes, such as category:cancellation")
