"""Erasure: nothing a caller, an agent or an uploader said stays on the record."""

import json
from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call, lane_of
from callinsight.domain.call_id import created_at_of
from callinsight.domain.erasure import LATE_ANSWERS, deleted, done, tombstone
from callinsight.domain.failures import ERASED
from callinsight.domain.status import Status
from callinsight.domain.transitions import change, plain
from tests.builders import NOON, a_recording_object
from tests.domain.canaries import CANARY, a_full_call
from tests.domain.records import after, is_refused, record_after

LATER = NOON + timedelta(minutes=1)
LONGEST = timedelta(minutes=10)
TOMBSTONE = {
    "call_id", "status", "fence", "priority", "attempt", "schema_version", "failure",
    "erased_at", "erasure", "came_in_at", "updated_at",
}  # fmt: skip
UNTIL_DELETED = {"due_at", "lane", "run_id", "recording", "upload_expires_at"}


def test_the_full_call_has_every_attribute() -> None:
    assert set(plain(a_full_call())) == set(Call.model_fields) - {
        "erased_at", "erasure", "came_in_at", "hold",
    }  # fmt: skip


def test_a_tombstone_keeps_no_content() -> None:
    call = a_full_call()
    record = record_after(call, tombstone(call, LATER))
    assert CANARY not in json.dumps(record)
    assert set(record) == TOMBSTONE | UNTIL_DELETED


def test_a_tombstone_still_says_where_the_objects_lie() -> None:
    call = a_full_call()
    written = after(call, tombstone(call, LATER))
    assert call.recording is not None
    bare = call.recording.model_copy(update={"metadata": {}, "content_type": None})
    assert written.recording == bare
    assert (written.run_id, written.upload_expires_at) == ("r1", NOON)


@pytest.mark.parametrize("status", Status)
def test_any_call_is_erased_at_once_and_fenced_off(status: Status) -> None:
    call = a_full_call(status=status, fence=7)
    written = after(call, tombstone(call, LATER))
    assert (written.status, written.failure, written.fence) == (Status.FAILED, ERASED, 8)
    assert (written.erased_at, written.due_at, written.erasure) == (LATER, LATER, "requested")
    assert written.lane == lane_of(written) == "watch"
    assert written.owner is None
    assert written.created_at == created_at_of(call.call_id)
    assert written.came_in_at == call.created_at
    assert is_refused(written, change(call, LATER, analysis={"late": "answer"}))


def test_a_tombstone_is_refused_by_a_record_that_has_changed_since() -> None:
    call = a_full_call()
    assert is_refused(call.model_copy(update={"fence": 9}), tombstone(call, LATER))


def test_a_call_without_a_recording_is_erased_too() -> None:
    call = a_full_call(recording=None)
    record = record_after(call, tombstone(call, LATER))
    assert set(record) == TOMBSTONE | UNTIL_DELETED - {"recording"}


@pytest.mark.parametrize(
    ("link_expires_at", "again"),
    [
        (None, LATER + LONGEST + LATE_ANSWERS),
        (NOON, LATER + LONGEST + LATE_ANSWERS),
        (NOON + timedelta(hours=1), NOON + timedelta(hours=1) + LATE_ANSWERS),
    ],
)
def test_the_second_deletion_waits_for_whatever_may_come_late(
    link_expires_at: Any, again: Any
) -> None:
    call = a_full_call(upload_expires_at=link_expires_at)
    erased = after(call, tombstone(call, NOON))
    written = after(erased, deleted(erased, LATER, LONGEST))
    assert (written.erasure, written.due_at, written.lane) == ("deleted", again, "watch")
    assert (written.status, written.recording) == (Status.FAILED, erased.recording)


def test_after_the_second_deletion_only_the_tombstone_stays() -> None:
    call = a_full_call(recording=a_recording_object(f"uploads/{CANARY}.wav"))
    erased = after(call, tombstone(call, NOON))
    emptied = after(erased, deleted(erased, LATER, LONGEST))
    steps = tombstone(call, NOON), deleted(erased, LATER, LONGEST), done(emptied, LATER)
    record = record_after(call, *steps)
    assert set(record) == TOMBSTONE | {"updated_at"}
    assert CANARY not in json.dumps(record)
    assert (record["erasure"], record["erased_at"]) == ("done", "2026-11-23T12:00:00.000000Z")
    assert lane_of(Call.model_validate(record)) is None


def test_a_step_of_an_erasure_is_taken_once() -> None:
    erased = after(call := a_full_call(), tombstone(call, NOON))
    emptied = after(erased, deleted(erased, LATER, LONGEST))
    assert is_refused(emptied, deleted(erased, NOON, LONGEST))
    assert is_refused(after(emptied, done(emptied, LATER)), done(emptied, NOON))
