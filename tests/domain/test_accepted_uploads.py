"""Accepted uploads: the recording has arrived, and the call starts with it."""

from datetime import timedelta

import pytest

from callinsight.domain.call import Call, Failure
from callinsight.domain.call_id import new_call_id
from callinsight.domain.metadata import metadata_changed
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.recording import SoundFacts
from callinsight.domain.status import Status
from callinsight.domain.uploads import accepted, pending_call, url_issued
from tests.builders import NOON, a_queued_call, a_recording_object
from tests.domain.records import after, is_refused

LATER = NOON + timedelta(minutes=1)
PROFILE = PinnedProfile(profile_id="sales", version=2)
RECORDING = a_recording_object(
    "uploads/k1", metadata={"team": "x"}, content_type="audio/mpeg", size_bytes=2000
)


def an_expecting_call(status: Status = Status.UPLOADING, **fields: object) -> Call:
    call = pending_call(new_call_id(), NOON, metadata={"agent": "anna", "team": "y"})
    return call.model_copy(update={"status": status, "upload_key": "uploads/k1", **fields})


@pytest.mark.parametrize("status", Status)
def test_an_arrived_recording_queues_its_call_from_any_status(status: Status) -> None:
    call = an_expecting_call(status, attempt=4, fence=7, owner="p1")
    written = after(call, accepted(call, LATER, RECORDING, PROFILE))
    assert (written.status, written.due_at, written.lane) == (Status.QUEUED, LATER, "live")
    assert (written.attempt, written.fence, written.owner) == (5, 8, None)


def test_another_recording_is_heard_as_its_own_profile_asks() -> None:
    call = an_expecting_call(heard_as=PROFILE)
    assert after(call, accepted(call, LATER, RECORDING, PROFILE)).heard_as is None


def test_an_arrived_recording_tells_what_it_is() -> None:
    call = an_expecting_call(profile_fallback_from="old")
    written = after(call, accepted(call, LATER, RECORDING, PROFILE))
    assert written.recording == RECORDING
    assert (written.content_type, written.size_bytes) == ("audio/mpeg", 2000)
    assert written.metadata == {"agent": "anna", "team": "x"}
    assert (written.profile_id, written.profile_version) == ("sales", 2)
    assert written.profile_fallback_from is None


def test_a_profile_that_stands_in_for_another_says_so() -> None:
    call = an_expecting_call()
    stand_in = PinnedProfile(profile_id="default", version=1, fallback_from="sales")
    written = after(call, accepted(call, LATER, RECORDING, stand_in))
    assert written.profile_fallback_from == "sales"


def test_a_replacement_forgets_the_run_and_the_sound_of_the_old_recording() -> None:
    call = a_queued_call(
        status=Status.FAILED,
        due_at=None,
        upload_key="uploads/k1",
        run_id="r1",
        rescues=2,
        unclaimed=1,
        parked_seconds=60.0,
        duration_seconds=3.0,
        sound=SoundFacts(media_type="audio/wav", duration_seconds=3.0, channels=1),
        failure=Failure(code="internal", message="It went wrong."),
    )
    written = after(call, accepted(call, LATER, RECORDING, PROFILE))
    assert (written.run_id, written.failure) == (None, None)
    assert (written.duration_seconds, written.sound) == (None, None)
    assert (written.rescues, written.unclaimed, written.parked_seconds) == (0, 0, 0.0)


def test_a_replacement_keeps_what_was_paid() -> None:
    call = an_expecting_call(costs={"f1": 0.5}, duplicate_spend={"f1": 1})
    written = after(call, accepted(call, LATER, RECORDING, PROFILE))
    assert (written.costs, written.duplicate_spend) == ({"f1": 0.5}, {"f1": 1})


def test_an_arrived_recording_loses_against_a_newer_link() -> None:
    call = an_expecting_call()
    write = accepted(call, LATER, RECORDING, PROFILE)
    assert is_refused(call.model_copy(update={"upload_key": "uploads/k2"}), write)


def test_of_two_acceptances_of_one_recording_one_wins() -> None:
    call = an_expecting_call()
    first = after(call, accepted(call, LATER, RECORDING, PROFILE))
    assert is_refused(first, accepted(call, LATER + timedelta(seconds=1), RECORDING, PROFILE))


def test_what_a_person_says_meanwhile_is_not_forgotten() -> None:
    call = an_expecting_call()
    described = after(call, metadata_changed(call, LATER, {"agent": "berta"}))
    assert is_refused(described, accepted(call, LATER, RECORDING, PROFILE))
    link = url_issued(call, LATER, key="uploads/k2", file_name="a", expires_at=LATER)
    assert is_refused(described, link)
