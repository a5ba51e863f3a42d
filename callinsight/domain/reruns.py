"""Doing a call again because a person asked for it."""

from datetime import datetime

from callinsight.domain.call import Call, Generation, StepName
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write, queued


def can_rerun(call: Call) -> bool:
    """Say whether the call has a recording and is not just about to start anyway."""
    waiting = call.status is Status.QUEUED and call.status_reason is None
    return call.recording is not None and call.erased_at is None and not waiting


def rerun(
    call: Call,
    now: datetime,
    *,
    from_step: StepName,
    profile: PinnedProfile | None = None,
    reanalysis: str | None = None,
    heard_as: PinnedProfile | None = None,
) -> Write:
    """Return the write that starts a call again.

    `from_step` and every paid step behind it are done again on purpose: their generation is
    raised, so their earlier results are not reused. From `fetch_audio` on, what is known of the
    recording's sound is found out again, too. `persist` does nothing paid again: finished steps
    are found by their artifacts. The previous run is forgotten, so that cancelling it cannot
    cancel this attempt. [hookrun]

    What a re-analysis queues waits behind live calls and is marked with its id; where a person asks
    for such a call afterwards, it is a live one. It is heard as another version would, `heard_as`,
    until somebody chooses a profile, or has the call heard anew.
    """
    again = {"transcribe": 1, "analyze": 1}
    if from_step == "analyze":
        again["transcribe"] = 0
    if from_step == "persist":
        again = {"transcribe": 0, "analyze": 0}
    chosen = (
        {
            "profile_id": profile.profile_id,
            "profile_version": profile.version,
            "profile_fallback_from": profile.fallback_from,
        }
        if profile
        else {}
    )
    forgotten = {"sound": None, "duration_seconds": None} if from_step == "fetch_audio" else {}
    if heard_as is None and not profile and from_step in {"analyze", "persist"}:
        heard_as = call.heard_as
    return queued(
        call,
        now,
        due_at=now,
        run_id=None,
        generation=Generation(
            transcribe=call.generation.transcribe + again["transcribe"],
            analyze=call.generation.analyze + again["analyze"],
        ),
        rescues=0,
        unclaimed=0,
        parked_seconds=0.0,
        failure=None,
        heard_as=heard_as,
        **chosen,
        **forgotten,
        **_by_whom(call, reanalysis),
    )


def _by_whom(call: Call, reanalysis: str | None) -> dict[str, str]:
    if reanalysis is not None:
        return {"priority": "backfill", "reanalysis": reanalysis}
    return {} if call.reanalysis is None else {"priority": "live"}
