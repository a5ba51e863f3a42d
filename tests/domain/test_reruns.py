"""Re-runs: done again because a person asked for it."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import STEPS, Call, Failure, Generation, OpenRequest, StepName
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.recording import SoundFacts
from callinsight.domain.reruns import can_rerun, rerun
from callinsight.domain.status import RUNNING, TERMINAL, Status
from tests.builders import NOON, a_queued_call
from tests.domain.records import after

LATER = NOON + timedelta(minutes=1)


def an_ended_call(**fields: Any) -> Call:
    return a_queued_call(
        **{
            "status": Status.FAILED,
            "due_at": None,
            "lane": None,
            "run_id": "r1",
            "generation": Generation(transcribe=1, analyze=3),
            "failure": Failure(code="internal", message="It went wrong."),
            **fields,
        }
    )


@pytest.mark.parametrize("status", [*sorted(TERMINAL), *sorted(RUNNING)])
def test_a_call_that_has_started_can_be_done_again(status: Status) -> None:
    assert can_rerun(a_queued_call(status=status))


def test_a_parked_call_can_be_done_at_once() -> None:
    assert can_rerun(a_queued_call(status_reason="provider_unavailable"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": Status.FAILED, "recording": None},
        {"status": Status.FAILED, "erased_at": NOON},
        {"status": Status.UPLOADING, "recording": None},
    ],
)
def test_a_call_without_a_recording_or_about_to_start_cannot(fields: dict[str, Any]) -> None:
    assert not can_rerun(a_queued_call(**fields))


@pytest.mark.parametrize(
    ("from_step", "generation"),
    [
        ("fetch_audio", Generation(transcribe=2, analyze=4)),
        ("transcribe", Generation(transcribe=2, analyze=4)),
        ("analyze", Generation(transcribe=1, analyze=4)),
        ("persist", Generation(transcribe=1, analyze=3)),
    ],
)
def test_a_rerun_pays_again_from_its_step_on(from_step: StepName, generation: Generation) -> None:
    call = an_ended_call()
    assert after(call, rerun(call, LATER, from_step=from_step)).generation == generation


@pytest.mark.parametrize("status", [Status.QUEUED, *sorted(RUNNING), *sorted(TERMINAL)])
def test_a_rerun_takes_the_call_from_whoever_has_it(status: Status) -> None:
    call = an_ended_call(status=status, owner="p1", status_reason="waiting")
    written = after(call, rerun(call, LATER, from_step="analyze"))
    assert (written.status, written.due_at, written.lane) == (Status.QUEUED, LATER, "live")
    assert (written.attempt, written.fence) == (call.attempt + 1, call.fence + 1)
    assert (written.owner, written.run_id, written.status_reason) == (None, None, None)


def test_a_rerun_starts_with_a_clean_sheet() -> None:
    call = an_ended_call(rescues=2, unclaimed=2, parked_seconds=600.0)
    written = after(call, rerun(call, LATER, from_step="persist"))
    assert (written.rescues, written.unclaimed, written.parked_seconds) == (0, 0, 0.0)
    assert written.failure is None


@pytest.mark.parametrize("from_step", STEPS)
def test_only_a_rerun_from_the_first_step_looks_at_the_recording_again(
    from_step: StepName,
) -> None:
    heard = SoundFacts(media_type="audio/wav", duration_seconds=3.0, channels=1)
    call = an_ended_call(sound=heard, duration_seconds=3.0)
    written = after(call, rerun(call, LATER, from_step=from_step))
    assert written.recording == call.recording
    known = (None, None) if from_step == "fetch_audio" else (heard, 3.0)
    assert (written.sound, written.duration_seconds) == known


def test_a_rerun_remembers_what_was_paid_and_what_may_be_on_its_way() -> None:
    paid = {
        "request_open": OpenRequest(step="transcribe", fingerprint="f1", at=NOON),
        "duplicate_spend": {"f1": 1},
        "costs": {"f1": None},
    }
    call = an_ended_call(**paid)
    written = after(call, rerun(call, LATER, from_step="transcribe"))
    assert {name: getattr(written, name) for name in paid} == paid


def test_a_rerun_keeps_the_pinned_profile() -> None:
    call = an_ended_call(profile_fallback_from="sales")
    written = after(call, rerun(call, LATER, from_step="analyze"))
    assert (written.profile_id, written.profile_version) == ("default", 1)
    assert written.profile_fallback_from == "sales"


def test_a_rerun_may_use_another_profile() -> None:
    call = an_ended_call(profile_fallback_from="sales")
    chosen = PinnedProfile(profile_id="support", version=4)
    written = after(call, rerun(call, LATER, from_step="analyze", profile=chosen))
    assert (written.profile_id, written.profile_version) == ("support", 4)
    assert written.profile_fallback_from is None


@pytest.mark.parametrize(
    ("from_step", "chosen", "goes_on"),
    [
        ("persist", None, True),
        ("analyze", None, True),
        ("analyze", PinnedProfile(profile_id="sales", version=3), False),
        ("transcribe", None, False),
        ("fetch_audio", None, False),
    ],
)
def test_a_call_is_heard_as_before_until_somebody_wants_it_otherwise(
    from_step: StepName, chosen: PinnedProfile | None, goes_on: bool
) -> None:
    before = PinnedProfile(profile_id="sales", version=1)
    call = an_ended_call(heard_as=before, reanalysis="job", priority="backfill")
    written = after(call, rerun(call, LATER, from_step=from_step, profile=chosen))
    assert written.heard_as == (before if goes_on else None)
    assert (written.priority, written.reanalysis) == ("live", "job")
