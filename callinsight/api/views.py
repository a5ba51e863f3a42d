"""Calls as the API shows them."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field

from callinsight.domain.call import (
    AnalysisEntry,
    Call,
    Failure,
    Flag,
    HistoryEntry,
    Hold,
    Priority,
    StepName,
    StepReport,
    TranscriptSummary,
)
from callinsight.domain.evaluation import Evaluation
from callinsight.domain.listing import running_step
from callinsight.domain.overrides import with_overrides
from callinsight.domain.recording import SoundFacts
from callinsight.domain.status import Status
from callinsight.services import services


class CallListed(BaseModel):
    """A call as one row of a list."""

    call_id: str
    status: Status
    status_reason: str | None = None
    created_at: datetime
    updated_at: datetime | None = None
    file_name: str | None = None
    duration_seconds: float | None = None
    profile_id: str | None = None
    profile_version: int | None = None
    priority: Priority = "live"
    attempt: int = 0
    cost_usd: float | None = None
    failure: Failure | None = None
    customer: str | None = Field(None, description="as the metadata say; so agent and direction")
    agent: str | None = None
    direction: str | None = None
    topic: str | None = Field(None, description="as the analysis answers; so outcome")
    outcome: str | None = None
    flags: tuple[Flag, ...] = Field((), description="what somebody should look at")
    status_since: datetime | None = Field(None, description="when the present status began")
    step: StepName | None = Field(None, description="the step that is running")


class CallShown(CallListed):
    """Everything about one call."""

    metadata: dict[str, str] = {}
    content_type: str | None = None
    size_bytes: int | None = None
    profile_fallback_from: str | None = None
    run_id: str | None = None
    run_url: str | None = Field(None, description="the run in the Prefect UI")
    sound: SoundFacts | None = None
    transcript: TranscriptSummary | None = None
    analysis: dict[str, Any] | None = None
    analysis_stale: bool = Field(
        default=False, description="the transcript, or its roles, changed after the analysis"
    )
    metrics: dict[str, Any] | None = None
    evaluation: Evaluation | None = Field(
        None, description="categories and scorecards, computed without a model; people's words win"
    )
    hold: Hold | None = Field(None, description="why it must be kept; nobody can erase it")
    steps: dict[StepName, StepReport] = {}
    history: tuple[HistoryEntry, ...] = ()
    analyses: tuple[AnalysisEntry, ...] = Field((), description="the newest 20, oldest first")


def listed(call: Call) -> CallListed:
    """Return the row of a call."""
    fields = call.model_dump(include=set(CallListed.model_fields))
    return CallListed.model_validate(fields | {"step": running_step(call.status)})


def shown(call: Call) -> CallShown:
    """Return the detail of a call."""
    fields = call.model_dump(include=set(CallShown.model_fields))
    more = {
        "analysis_stale": call.analysis_stale,
        "evaluation": with_overrides(call.evaluation, call.score_overrides or ()),
        "step": running_step(call.status),
        "run_url": _run_url(call.run_id),
    }
    return CallShown.model_validate(fields | more)


def _run_url(run_id: str | None) -> str | None:
    address = services().settings.callinsight_prefect_ui_url
    if address is None or run_id is None:
        return None
    return f"{address.rstrip('/')}/runs/flow-run/{quote(run_id, safe='')}"
