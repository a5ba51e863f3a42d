"""Unserved uploads: the recording has come, but no profile may serve it."""

from datetime import timedelta

import pytest

from callinsight.domain.call import Call, Failure, lane_of
from callinsight.domain.call_id import new_call_id
from callinsight.domain.failures import UPLOAD_EXPIRED
from callinsight.domain.recording import SoundFacts
from callinsight.domain.status import WAITING, Status
from callinsight.domain.uploads import expired, pending_call, profile_missing, refused_call
from tests.builders import NOON, a_recording_object
from tests.domain.records import after, is_refused

LATER = NOON + timedelta(minutes=1)
NO_PROFILE = Failure(code="profile_not_found", message="No such profile.")


def an_expecting_call(status: Status = Status.UPLOADING, **fields: object) -> Call:
    call = pending_call(new_call_id(), NOON, profile_id="sales", metadata={"agent": "anna"})
    return call.model_copy(update={"status": status, "upload_key": "uploads/k1", **fields})


def test_a_call_no_profile_may_serve_has_failed_from_the_start() -> None:
    recording = a_recording_object()
    call = refused_call(new_call_id(), NOON, recording, NO_PROFILE, file_name="a.wav")
    assert (call.status, call.failure) == (Status.FAILED, NO_PROFILE)
    assert (call.due_at, call.lane, lane_of(call)) == (None, None, None)
    assert (call.recording, call.profile_id) == (recording, None)
    assert [entry.status for entry in call.history] == [Status.FAILED]


@pytest.mark.parametrize("status", sorted(WAITING))
def test_a_first_recording_without_a_profile_fails_its_call(status: Status) -> None:
    call = an_expecting_call(status)
    recording = a_recording_object(metadata={"team": "x"}, content_type="audio/mpeg")
    written = after(call, profile_missing(call, LATER, recording, NO_PROFILE))
    assert (written.status, written.failure) == (Status.FAILED, NO_PROFILE)
    assert written.recording == recording
    assert (written.content_type, written.size_bytes) == ("audio/mpeg", 1000)
    assert written.metadata == {"agent": "anna", "team": "x"}
    assert (written.due_at, written.lane) == (None, None)
    assert (written.attempt, written.fence) == (0, call.fence + 1)


def test_nothing_is_told_of_a_sound_that_nobody_has_listened_to() -> None:
    heard = SoundFacts(media_type="audio/wav", duration_seconds=3.0, channels=1)
    call = an_expecting_call(sound=heard, duration_seconds=3.0, run_id="r1")
    written = after(call, profile_missing(call, LATER, a_recording_object(), NO_PROFILE))
    assert (written.sound, written.duration_seconds, written.run_id) == (None, None, None)


def test_a_late_recording_without_a_profile_gives_its_call_another_reason_to_have_failed() -> None:
    call = an_expecting_call()
    late = after(call, expired(call, LATER))
    assert late.failure == UPLOAD_EXPIRED
    written = after(late, profile_missing(late, LATER, a_recording_object(), NO_PROFILE))
    assert (written.status, written.failure) == (Status.FAILED, NO_PROFILE)


def test_a_recording_without_a_profile_loses_against_a_newer_link() -> None:
    call = an_expecting_call()
    write = profile_missing(call, LATER, a_recording_object(), NO_PROFILE)
    assert is_refused(call.model_copy(update={"upload_key": "uploads/k2"}), write)
