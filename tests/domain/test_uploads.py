"""Uploads: a call before it runs."""

from datetime import timedelta

import pytest

from callinsight.domain.call import Call, lane_of
from callinsight.domain.call_id import new_call_id
from callinsight.domain.failures import UPLOAD_EXPIRED
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.status import PATH, WAITING, Status
from callinsight.domain.uploads import (
    UNUSED_FOR,
    URL_GRACE,
    expired,
    pending_call,
    queued_call,
    url_issued,
    version_ignored,
)
from tests.builders import NOON, a_queued_call, a_recording_object
from tests.domain.records import after, is_refused

LATER = NOON + timedelta(minutes=1)
EXPIRY = NOON + timedelta(minutes=15)
FELL_BACK = PinnedProfile(profile_id="default", version=3, fallback_from="sales")


def a_waiting_call(status: Status = Status.PENDING_UPLOAD) -> Call:
    pending = pending_call(new_call_id(), NOON, profile_id="sales", metadata={"agent": "anna"})
    return pending.model_copy(update={"status": status})


def test_an_announced_call_waits_a_day_for_its_link() -> None:
    call = pending_call(new_call_id(), NOON, priority="backfill")
    assert call.status is Status.PENDING_UPLOAD
    assert call.due_at == NOON + UNUSED_FOR
    assert call.lane == lane_of(call) == "watch"
    assert (call.priority, call.metadata, call.profile_id) == ("backfill", {}, None)
    assert (call.attempt, call.fence) == (0, 0)
    assert [entry.status for entry in call.history] == [Status.PENDING_UPLOAD]
    assert call.created_at == call.updated_at == NOON


def test_a_call_that_starts_with_its_recording_is_queued_with_a_pinned_profile() -> None:
    recording = a_recording_object(metadata={"agent": "anna"})
    call = queued_call(new_call_id(), NOON, recording, FELL_BACK, file_name="a.wav")
    assert (call.status, call.due_at) == (Status.QUEUED, NOON)
    assert (call.attempt, call.priority) == (1, "live")
    assert (call.profile_id, call.profile_version) == ("default", 3)
    assert call.profile_fallback_from == "sales"
    assert (call.recording, call.metadata) == (recording, {"agent": "anna"})
    assert (call.file_name, call.content_type, call.size_bytes) == ("a.wav", "audio/wav", 1000)
    assert [(entry.status, entry.attempt) for entry in call.history] == [(Status.QUEUED, 1)]


def test_a_record_made_anew_has_a_fence_that_no_former_life_reached() -> None:
    """Each write raises a fence by one, and takes longer than a millisecond."""
    call_id, recording = new_call_id(), a_recording_object()
    first = queued_call(call_id, NOON, recording, FELL_BACK, file_name="a.wav")
    second = queued_call(call_id, LATER, recording, FELL_BACK, file_name="a.wav")
    assert second.fence - first.fence >= (LATER - NOON) / timedelta(milliseconds=1)


def test_a_call_that_starts_with_its_recording_may_wait_and_stand_back() -> None:
    call = queued_call(
        new_call_id(),
        NOON,
        a_recording_object(),
        FELL_BACK,
        file_name="a.wav",
        priority="backfill",
        due_at=LATER,
    )
    assert call.due_at == LATER
    assert call.lane == lane_of(call) == "backfill"


@pytest.mark.parametrize("status", sorted(WAITING))
def test_a_link_makes_a_waiting_call_expect_its_upload(status: Status) -> None:
    call = a_waiting_call(status)
    write = url_issued(call, LATER, key="uploads/k1", file_name="b.wav", expires_at=EXPIRY)
    written = after(call, write)
    assert written.status is Status.UPLOADING
    assert (written.upload_key, written.upload_expires_at) == ("uploads/k1", EXPIRY)
    assert (written.due_at, written.lane) == (EXPIRY + URL_GRACE, "watch")
    assert (written.file_name, written.attempt) == ("b.wav", 0)


@pytest.mark.parametrize("status", [*PATH[2:], Status.FAILED])
def test_a_link_for_a_replacement_leaves_a_started_call_as_it_is(status: Status) -> None:
    call = a_queued_call(status=status, upload_key="uploads/k1")
    write = url_issued(call, LATER, key="uploads/k2", file_name="b.wav", expires_at=EXPIRY)
    written = after(call, write)
    assert (written.status, written.due_at, written.attempt) == (status, call.due_at, 1)
    assert (written.upload_key, written.recording) == ("uploads/k2", call.recording)


def test_of_two_links_asked_for_at_once_one_wins() -> None:
    call = a_waiting_call()
    first = url_issued(call, LATER, key="uploads/k1", file_name="b.wav", expires_at=EXPIRY)
    second = url_issued(call, LATER, key="uploads/k2", file_name="b.wav", expires_at=EXPIRY)
    assert is_refused(after(call, first), second)


def test_later_versions_of_an_upload_are_listed_and_change_nothing_else() -> None:
    call = before = a_queued_call()
    for number in range(25):
        call = after(call, version_ignored(call, LATER, f"v{number}"))
    assert call.ignored_versions == tuple(f"v{number}" for number in range(5, 25))
    assert (call.status, call.attempt, call.fence) == (Status.QUEUED, 1, before.fence)


@pytest.mark.parametrize("status", sorted(WAITING))
def test_an_upload_that_never_came_fails_its_call(status: Status) -> None:
    call = a_waiting_call(status)
    written = after(call, expired(call, LATER))
    assert (written.status, written.failure) == (Status.FAILED, UPLOAD_EXPIRED)
    assert (written.due_at, written.lane) == (None, None)


def test_an_upload_does_not_expire_once_a_new_link_moved_its_next_moment() -> None:
    call = a_waiting_call()
    moved = call.model_copy(update={"due_at": EXPIRY})
    assert is_refused(moved, expired(call, LATER))
