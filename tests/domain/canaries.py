"""A call that says too much, to see what is forgotten."""

from typing import Any

from callinsight.domain.call import (
    Call,
    Failure,
    HistoryEntry,
    OpenRequest,
    ProviderJob,
    StepReport,
    TranscriptSummary,
)
from callinsight.domain.evaluation import Evaluation, ScoreOverride
from callinsight.domain.news import News, NewsMark
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.recording import SoundFacts
from callinsight.domain.speaker_role import SpeakerRole
from callinsight.domain.status import Status
from tests.builders import NOON, a_queued_call, a_recording_object

CANARY = "canary-4711"


def a_full_call(**fields: Any) -> Call:
    """A finished call with every attribute set, and a canary wherever there is text."""
    paid = {"step": "analyze", "fingerprint": CANARY, "at": NOON}
    everything = {
        "status": Status.COMPLETED,
        "status_reason": CANARY,
        "due_at": NOON,
        "dispatched_at": NOON,
        "owner": CANARY,
        "run_id": "r1",
        "request_open": OpenRequest.model_validate(paid),
        "job": ProviderJob.model_validate({"id": CANARY, **paid}),
        "duplicate_spend": {CANARY: 1},
        "profile_id": CANARY,
        "profile_version": 1,
        "profile_fallback_from": CANARY,
        "heard_as": PinnedProfile(profile_id=CANARY, version=1),
        "reanalysis": CANARY,
        "file_name": f"{CANARY}.wav",
        "content_type": CANARY,
        "duration_seconds": 3.0,
        "metadata": dict.fromkeys((CANARY, "customer", "agent", "direction"), CANARY),
        "upload_key": f"uploads/{CANARY}.wav",
        "upload_expires_at": NOON,
        "recording": a_recording_object(
            "uploads/call.wav", metadata={CANARY: CANARY}, content_type=CANARY
        ),
        "sound": SoundFacts(media_type=CANARY, duration_seconds=3.0, channels=1),
        "ignored_versions": (CANARY,),
        "transcript": TranscriptSummary(
            artifact=CANARY,
            sha256=CANARY,
            engine=CANARY,
            model=CANARY,
            quality="final",
            language=CANARY,
            roles={CANARY: SpeakerRole(role="agent", source="person")},
        ),
        "speaker_roles": {CANARY: "agent"},
        "analysis": {"answers": {"topic": CANARY, "outcome": CANARY}},
        "analysis_of": CANARY,
        "metrics": {"talk_time_seconds": {CANARY: 1.0}},
        "evaluation": Evaluation(
            profile_id=CANARY, profile_version=1, analysis_id=CANARY, quality="final"
        ),
        "score_overrides": (
            ScoreOverride(
                profile_id=CANARY,
                scorecard=CANARY,
                criterion=CANARY,
                outcome="passed",
                reason=CANARY,
                author=CANARY,
                at=NOON,
            ),
        ),
        "alerted": (CANARY,),
        "costs": {CANARY: 0.5},
        "cost_usd": 0.5,
        "steps": {"persist": StepReport(name="persist", seconds=1.0, tries=1)},
        "failure": Failure(code=CANARY, message=CANARY, hint=CANARY),
        "history": (HistoryEntry(status=Status.COMPLETED, at=NOON, attempt=1),),
        "latest_news": NewsMark(id=CANARY, event="call.completed", outcome=CANARY),
        "untold": (News(id=CANARY, event="call.completed", created_at=NOON, call={"a": CANARY}),),
    }
    return a_queued_call(**{**everything, **fields})
