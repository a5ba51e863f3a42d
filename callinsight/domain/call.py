"""A call: one recording on its way to an analysis, as the table holds it."""

import re
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from callinsight.domain.call_id import created_at_of
from callinsight.domain.evaluation import Evaluation, ScoreOverride
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored
from callinsight.domain.news import News, NewsMark
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.recording import RecordingObject, SoundFacts
from callinsight.domain.redaction.found import Kind
from callinsight.domain.speaker_role import Role, SpeakerRole
from callinsight.domain.status import RUNNING, TERMINAL, Status

StepName = Literal["fetch_audio", "transcribe", "analyze", "persist"]
STEPS: tuple[StepName, ...] = ("fetch_audio", "transcribe", "analyze", "persist")
Priority = Literal["live", "backfill"]
Lane = Literal["live", "backfill", "watch", "notify"]
Flag = Literal[
    "draft",
    "unanswered",
    "unverified",
    "stale",
    "profile_fallback",
    "roles_unsure",
    "held",
    "failed_check",
]


class Failure(Stored):
    """Why a call failed, in words a person can act on; `step` is None outside an execution."""

    step: StepName | None = None
    code: str
    message: str
    retryable: bool = False
    hint: str = ""


class HistoryEntry(Stored):
    """One status the call has had."""

    status: Status
    at: Instant
    attempt: int


class BilledTo(Stored):
    """Which version asks for a paid request, and whom it asks."""

    profile_id: str
    profile_version: int
    provider: str
    model: str


class OpenRequest(Stored):
    """A paid request that may be on its way; without an artifact its outcome is unknown."""

    step: StepName
    fingerprint: str
    at: Instant
    billed_to: BilledTo | None = Field(None, description="None: an older release announced it")


class ProviderJob(Stored):
    """A job the provider has accepted; it is collected, never submitted again."""

    id: str
    step: StepName
    fingerprint: str
    at: Instant
    billed_to: BilledTo | None = None


class Generation(Stored):
    """How often a step was done again on purpose; part of its fingerprint."""

    transcribe: int = 0
    analyze: int = 0


class StepReport(Stored):
    """How one step of the latest execution went; `reused` means nothing was computed or paid."""

    name: StepName
    seconds: float
    tries: int
    reused: bool = False
    cost_usd: float | None = Field(None, description="None: unknown, which is not nothing")


class TranscriptSummary(Stored):
    """Where the transcript is, and what the lists show of it."""

    artifact: str
    answer: str | None = Field(None, description="fingerprint of the paid answer it was read from")
    sha256: str
    engine: str
    model: str
    quality: Literal["final", "draft"]
    language: str | None = None
    language_probability: float | None = None
    turns: int = 0
    words: int = 0
    roles: dict[str, SpeakerRole] = {}
    redacted: dict[Kind, int] | None = Field(
        None, description="places by kind of value; None: it is not redacted"
    )
    dropped_settings: tuple[str, ...] = ()


class Hold(Stored):
    """Why a call must be kept, and who says so."""

    reason: str
    author: str
    at: Instant


class AnalysisEntry(Stored):
    """One analysis the call has had; `id` is its fingerprint, under which it stays readable."""

    id: str
    made_at: Instant
    profile_id: str
    profile_version: int
    mode: str
    quality: str
    model: str | None = None
    cost_usd: float | None = Field(None, description="None: unknown, which is not nothing")
    asked: str | None = Field(None, description="entries that share it were paid once")


class Call(Stored):
    """One call record. Only conditional writes change it (`domain.transitions`)."""

    call_id: str
    status: Status
    status_reason: str | None = None
    created_at: Instant = Field(default_factory=lambda known: created_at_of(known["call_id"]))
    updated_at: Instant | None = None
    schema_version: int = 1

    due_at: Instant | None = Field(None, description="the next moment to look at this call")
    dispatched_at: Instant | None = None
    lane: Lane | None = Field(None, description="which list of due calls it is in; see `lane_of`")
    priority: Priority = "live"
    attempt: int = Field(0, description="raised by every Queued and every deliberate run")
    rescues: int = Field(0, description="dead executions since the last new artifact")
    unclaimed: int = Field(0, description="flow runs in a row that ended without a begin")
    parked_seconds: float = 0.0
    fence: int = 0
    owner: str | None = None
    run_id: str | None = None
    request_open: OpenRequest | None = None
    job: ProviderJob | None = None
    duplicate_spend: dict[str, int] = Field({}, description="unknown outcomes per fingerprint")
    generation: Generation = Generation()
    reanalysis: str | None = Field(None, description="the last job that queued it")

    profile_id: str | None = None
    profile_version: int | None = Field(None, description="pinned when the call is queued")
    profile_fallback_from: str | None = None
    heard_as: PinnedProfile | None = Field(
        None, description="whose transcription settings go on; None: those of the pinned version"
    )
    file_name: str | None = None
    content_type: str | None = None
    size_bytes: int | None = None
    duration_seconds: float | None = None
    metadata: dict[str, str] = {}

    upload_key: str | None = Field(None, description="the object intake waits for")
    upload_expires_at: Instant | None = None
    recording: RecordingObject | None = Field(None, description="the version in use")
    sound: SoundFacts | None = Field(None, description="what fetch_audio found out about it")
    ignored_versions: tuple[str, ...] = ()

    transcript: TranscriptSummary | None = None
    speaker_roles: dict[str, Role] = Field({}, description="as a person has set them; they win")
    analysis: dict[str, Any] | None = None
    analyses: tuple[AnalysisEntry, ...] = Field((), description="the newest 20, oldest first")
    analysis_of: str | None = Field(None, description="hash of the transcript that was analyzed")
    metrics: dict[str, Any] | None = None
    evaluation: Evaluation | None = Field(None, description="as computed, without people's words")
    score_overrides: tuple[ScoreOverride, ...] | None = Field(None, description="people's words")
    costs: dict[str, float | None] = Field({}, description="USD paid per fingerprint, for ever")
    cost_usd: float | None = Field(None, description="their sum; None if one is unknown")
    steps: dict[StepName, StepReport] = {}
    failure: Failure | None = None
    history: tuple[HistoryEntry, ...] = ()
    latest_news: NewsMark | None = Field(None, description="the last ending that was news")
    alerted: tuple[str, ...] = Field((), description="the newest 20 alerts that were told")
    untold: tuple[News, ...] = Field((), description="news that is not handed over yet")

    hold: Hold | None = Field(None, description="while it is there, nobody erases the call")

    # Only for lists; `domain.listing` derives them from the fields above at every write.
    customer: str | None = None
    agent: str | None = None
    direction: str | None = None
    topic: str | None = None
    outcome: str | None = None
    flags: tuple[Flag, ...] = ()
    status_since: Instant | None = Field(None, description="when the present status began")

    erased_at: Instant | None = None
    came_in_at: Instant | None = Field(
        None,
        description="created_at of an erased call: lists have it no more, its day's export may",
    )
    erasure: Literal["requested", "deleted", "done"] | None = None

    @property
    def is_terminal(self) -> bool:
        """Completed or Failed: nothing happens any more by itself."""
        return self.status in TERMINAL

    @property
    def is_running(self) -> bool:
        """An execution has the call, or had it when it died."""
        return self.status in RUNNING

    @property
    def analysis_stale(self) -> bool:
        """The transcript has changed since it was analyzed, as by other roles."""
        return (
            self.analysis is not None
            and self.transcript is not None
            and self.analysis_of not in {None, self.transcript.sha256}
        )

    def is_due(self, now: datetime) -> bool:
        """It is time to look at the call; a list may tell so of one that has moved on since."""
        return self.due_at is not None and self.due_at <= now

    @property
    def idempotency_key(self) -> str:
        """The key of this attempt's flow run, derived from the record alone."""
        version = self.recording.version if self.recording else ""
        return f"call:{self.call_id}:{version}:{self.attempt}"

    def attempt_in(self, key: str | None) -> int | None:
        """Return the attempt an idempotency key names, or None if it is not a key of this call."""
        prefix = f"call:{self.call_id}:"
        if key is None or not key.startswith(prefix):
            return None
        number = key.rpartition(":")[2]
        return int(number) if re.fullmatch(r"[0-9]{1,9}", number) else None


def lane_of(call: Call) -> Lane | None:
    """Return the list in which the dispatcher finds the call when it is due.

    Calls that wait for capacity stand by priority; all others that have a next moment (uploads,
    dispatched and running calls, erasures) are watched whatever the capacity is. A call that has
    ended is due only for its news to be handed over.
    """
    if call.due_at is None:
        return None
    if call.is_terminal and call.erased_at is None:
        return "notify"
    waits = call.status is Status.QUEUED and call.dispatched_at is None
    return call.priority if waits and call.erased_at is None else "watch"
