"""Re-analyses: many calls analyzed anew with one version of a profile, a job that can be stopped and resumed.

    Running --pause--> Paused --resume--> Running --the list ends--> Completed
    Running or Paused --cancel--> Cancelled

Each start is a new *drive*; a driver that is not the latest one writes nothing to the job any more.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from callinsight.domain.call import Call
from callinsight.domain.call_filters import EVERY_CALL, CallFilters
from callinsight.domain.errors.reanalysis import ReanalysisEndedError
from callinsight.domain.estimate import Estimate
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored
from callinsight.domain.status import Status

State = Literal["Running", "Paused", "Completed", "Cancelled"]
Skipped = Literal[
    "no_recording", "busy", "no_final_transcript", "would_be_transcribed", "up_to_date"
]
KEPT = timedelta(days=90)


class Chosen(Stored):
    """Which calls: the filters of a list, and how many at most."""

    status: Status | None = None
    profile_id: str | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None
    filters: CallFilters = EVERY_CALL
    most: int = Field(1000, ge=1, description="how many calls are queued at most")


class Reanalysis(Stored):
    """One job. `revision` grows with every write, `drive` with every start."""

    job_id: str
    created_at: Instant
    updated_at: Instant
    author: str
    chosen: Chosen
    profile_id: str
    profile_version: int
    per_minute: int = Field(ge=1)
    estimate: Estimate | None = None
    state: State = "Running"
    revision: int = 0
    drive: int = 0
    cursor: str | None = Field(None, description="the page to go on with")
    queued: int = Field(0, description="calls that were queued to be analyzed")
    skipped: dict[Skipped, int] = Field({}, description="calls that were left alone, by reason")

    @property
    def is_over(self) -> bool:
        """Nothing can happen to it any more."""
        return self.state in {"Completed", "Cancelled"}


def moved(job: Reanalysis, state: State, now: datetime) -> Reanalysis:
    """Return the job in another state; raises `ReanalysisEndedError` if it is over."""
    if job.is_over:
        raise ReanalysisEndedError(f"The re-analysis is {job.state.lower()}.")
    drive = job.drive + (state == "Running")
    return _changed(job, now, state=state, drive=drive)


def page_done(
    job: Reanalysis, now: datetime, *, queued: int, skipped: Counter[Skipped], cursor: str | None
) -> Reanalysis:
    """Return the job after a page of calls; it is completed with the last one, or with its most calls."""
    total = job.queued + queued
    over = cursor is None or total >= job.chosen.most
    return _changed(
        job,
        now,
        queued=total,
        skipped=dict(Counter(job.skipped) + skipped),
        cursor=cursor,
        state="Completed" if over else "Running",
    )


def skipped_because(
    call: Call, *, would_be_transcribed: bool, is_up_to_date: bool
) -> Skipped | None:
    """Return why a call is left alone, or None if it is to be analyzed.

    A running or waiting call is somebody else's; nothing is ever transcribed for a re-analysis.
    """
    if call.recording is None or call.erased_at is not None:
        return "no_recording"
    if not call.is_terminal:
        return "busy"
    if call.transcript is None or call.transcript.quality != "final":
        return "no_final_transcript"
    if would_be_transcribed:
        return "would_be_transcribed"
    return "up_to_date" if is_up_to_date else None


def _changed(job: Reanalysis, now: datetime, **fields: object) -> Reanalysis:
    return job.model_copy(update={"updated_at": now, "revision": job.revision + 1, **fields})
