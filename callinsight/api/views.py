"""Calls as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from callinsight.domain.call import (
    AnalysisEntry,
    Call,
    Failure,
    HistoryEntry,
    Priority,
    Status,
    StepName,
    StepReport,
    TranscriptSummary,
)
from callinsight.domain.recording import SoundFacts


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


class CallShown(CallListed):
    """Everything about one call."""

    metadata: dict[str, str] = {}
    content_type: str | None = None
    size_bytes: int | None = None
    profile_fallback_from: str | None = None
    run_id: str | None = None
    sound: SoundFacts | None = None
    transcript: TranscriptSummary | None = None
    analysis: dict[str, Any] | None = None
    analysis_stale: bool = Field(
        default=False, description="the transcript, or its roles, changed after the analysis"
    )
    metrics: dict[str, Any] | None = None
    steps: dict[StepName, StepReport] = {}
    history: tuple[HistoryEntry, ...] = ()
    analyses: tuple[AnalysisEntry, ...] = Field((), description="the newest 20, oldest first")


def listed(call: Call) -> CallListed:
    """Return the row of a call."""
    return CallListed.model_validate(call.model_dump(include=set(CallListed.model_fields)))


def shown(call: Call) -> CallShown:
    """Return the detail of a call."""
    fields = call.model_dump(include=set(CallShown.model_fields))
    return CallShown.model_validate(fields | {"analysis_stale": call.analysis_stale})
