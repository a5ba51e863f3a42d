"""Transitions: which status may follow which, and what every write carries."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Generation
from callinsight.domain.status import PATH, RUNNING, TERMINAL, Status
from callinsight.domain.transitions import (
    WITH_A_NEW_ATTEMPT,
    WITHIN_AN_ATTEMPT,
    IllegalTransitionError,
    change,
    ended,
    is_legal,
    plain,
    queued,
)
from tests.builders import NOON, a_queued_call
from tests.domain.records import after, is_refused, record_after

BEFORE_RUNNING = {
    (Status.PENDING_UPLOAD, Status.UPLOADING),
    (Status.UPLOADING, Status.UPLOADING),
    (Status.QUEUED, Status.READING),
}
DELIBERATE = {(seen, Status.READING) for seen in (Status.QUEUED, *RUNNING, *TERMINAL)}
LATER = NOON + timedelta(minutes=1)


def moves_forward(seen: Status, to: Status) -> bool:
    return seen in RUNNING and to in PATH and PATH.index(to) > PATH.index(seen)


def fails(seen: Status, to: Status) -> bool:
    return to is Status.FAILED and seen not in TERMINAL


@pytest.mark.parametrize("seen", Status)
def test_an_attempt_moves_forward_or_fails_and_never_queues(seen: Status) -> None:
    assert {to for to in Status if is_legal(seen, to, new_attempt=False)} == {
        to
        for to in Status
        if moves_forward(seen, to) or fails(seen, to) or (seen, to) in BEFORE_RUNNING
    }


@pytest.mark.parametrize("seen", Status)
def test_a_new_attempt_queues_a_call_or_reads_one_that_has_its_recording(seen: Status) -> None:
    assert {to for to in Status if is_legal(seen, to, new_attempt=True)} == {
        to for to in Status if to is Status.QUEUED or (seen, to) in DELIBERATE
    }


def test_both_tables_know_every_status_and_only_a_new_attempt_queues() -> None:
    assert set(WITHIN_AN_ATTEMPT) == set(WITH_A_NEW_ATTEMPT) == set(Status)
    assert not any(Status.QUEUED in following for following in WITHIN_AN_ATTEMPT.values())


@pytest.mark.parametrize("new_attempt", [False, True])
@pytest.mark.parametrize("seen", Status)
def test_a_status_that_cannot_follow_is_a_defect(seen: Status, new_attempt: bool) -> None:
    call = a_queued_call(status=seen)
    attempt = call.attempt + int(new_attempt)
    for to in Status:
        if is_legal(seen, to, new_attempt=new_attempt) or (seen is to and not new_attempt):
            assert after(call, change(call, NOON, status=to, attempt=attempt)).status is to
        else:
            with pytest.raises(IllegalTransitionError, match="new attempt"):
                change(call, NOON, status=to, attempt=attempt)


def test_a_new_status_is_noted_and_a_repeated_one_is_not() -> None:
    call = a_queued_call(status=Status.READING)
    written = after(call, change(call, LATER, status=Status.PREPARING))
    last = written.history[-1]
    assert (last.status, last.at, last.attempt) == (Status.PREPARING, LATER, call.attempt)
    assert "history" not in change(call, LATER, status=Status.READING).values


def test_a_write_holds_only_while_the_fence_is_as_it_was_seen() -> None:
    call = a_queued_call(fence=4)
    assert change(call, NOON, owner="p1").expect == {"fence": 4}
    assert is_refused(call.model_copy(update={"fence": 5}), change(call, NOON, owner="p1"))


def test_a_write_holds_only_while_what_it_expects_is_as_it_was_seen() -> None:
    call = a_queued_call(owner=None, fence=1)
    write = change(call, NOON, expect=("due_at", "owner"), rescues=1)
    assert write.expect == {"fence": 1, "due_at": "2026-11-23T12:00:00.000000Z", "owner": None}
    assert after(call, write).rescues == 1
    assert is_refused(call.model_copy(update={"owner": "p2"}), write)
    assert is_refused(call.model_copy(update={"due_at": LATER}), write)


def test_none_removes_an_attribute() -> None:
    call = a_queued_call(owner="p1", status_reason="waiting")
    record = record_after(call, change(call, LATER, owner=None, status_reason=None))
    assert record.keys().isdisjoint({"owner", "status_reason"})
    assert record["updated_at"] == "2026-11-23T12:01:00.000000Z"


def test_queuing_is_a_new_attempt_that_fences_off_the_older_one() -> None:
    call = a_queued_call(
        status=Status.READING, owner="p1", run_id="r1", dispatched_at=NOON, status_reason="x"
    )
    written = after(call, queued(call, NOON, LATER, rescues=1))
    assert written.status is Status.QUEUED
    assert (written.attempt, written.fence) == (call.attempt + 1, call.fence + 1)
    assert (written.owner, written.dispatched_at, written.status_reason) == (None, None, None)
    assert (written.due_at, written.lane) == (LATER, "live")
    assert (written.run_id, written.rescues) == ("r1", 1)


def test_queuing_keeps_its_promises_whatever_else_is_written() -> None:
    call = a_queued_call(status=Status.READING, run_id="r1", fence=1)
    wishes: dict[str, Any] = {"attempt": 99, "fence": 99, "owner": "p9", "status": Status.FAILED}
    written = after(call, queued(call, NOON, LATER, run_id=None, status_reason="why", **wishes))
    assert (written.attempt, written.fence, written.owner) == (2, 2, None)
    assert written.status is Status.QUEUED
    assert (written.run_id, written.status_reason) == (None, "why")


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_an_end_leaves_no_owner_and_no_next_moment(status: Status) -> None:
    call = a_queued_call(status=Status.ANALYZING, owner="p1", dispatched_at=NOON, lane="watch")
    record = record_after(call, ended(call, NOON, status, run_id="r1"))
    assert record.keys().isdisjoint({"owner", "due_at", "dispatched_at", "lane", "status_reason"})
    assert (record["status"], record["run_id"]) == (status.value, "r1")
    assert (record["attempt"], record["fence"]) == (call.attempt, call.fence + 1)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Generation(transcribe=1), {"transcribe": 1, "analyze": 0}),
        (Status.READING, "READING"),
        (NOON, "2026-11-23T12:00:00.000000Z"),
        ({"a": (Status.QUEUED, [NOON])}, {"a": ["Queued", ["2026-11-23T12:00:00.000000Z"]]}),
        ((), []),
        ("text", "text"),
        (0.5, 0.5),
        (None, None),
    ],
)
def test_a_value_is_stored_plainly(value: object, stored: object) -> None:
    assert plain(value) == stored
