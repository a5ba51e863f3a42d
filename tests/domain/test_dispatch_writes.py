"""Dispatching: the writes, each refused once somebody else was faster."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call, Failure, OpenRequest
from callinsight.domain.dispatch import (
    LOOK_AGAIN,
    RunState,
    cancelled,
    dispatched,
    given_up,
    look_later,
    passed_over,
    queued_again,
    rescued,
    taken_from_draining,
)
from callinsight.domain.failures import CANCELLED, STUCK, UNCLAIMED
from callinsight.domain.status import RUNNING, Status
from tests.builders import NOON, a_queued_call
from tests.domain.records import after, is_refused
from tests.domain.runs import ON_ITS_WAY, OVER, a_reported_run

LATER = NOON + timedelta(minutes=1)
REQUEST = OpenRequest(step="transcribe", fingerprint="f1", at=NOON)


def a_running_call(**fields: Any) -> Call:
    return a_queued_call(**{"status": Status.TRANSCRIBING, "owner": "p1", "run_id": "r1", **fields})


def test_a_call_is_marked_before_its_run_is_created() -> None:
    call = a_queued_call()
    written = after(call, dispatched(call, LATER))
    assert (written.dispatched_at, written.due_at) == (LATER, LATER + LOOK_AGAIN)
    assert (written.status, written.attempt, written.lane) == (Status.QUEUED, 1, "watch")


def test_to_look_later_changes_nothing_else() -> None:
    call = a_queued_call(dispatched_at=NOON, lane="watch")
    written = after(call, look_later(call, LATER))
    assert written == call.model_copy(update={"due_at": LATER + LOOK_AGAIN, "updated_at": LATER})


@pytest.mark.parametrize("write", [dispatched, look_later, lambda c, t: queued_again(c, t, None)])
def test_of_two_dispatchers_one_wins(write: Any) -> None:
    call = a_queued_call()
    first = after(call, write(call, LATER))
    assert is_refused(first, write(call, LATER + timedelta(seconds=1)))
    assert is_refused(call.model_copy(update={"attempt": 2}), write(call, LATER))


@pytest.mark.parametrize(
    ("state", "run_id", "unclaimed"),
    [
        (None, "r0", 1),
        *((state, "r1", 1) for state in ON_ITS_WAY),
        *((state, "r1", 2) for state in OVER),
    ],
)
def test_a_run_that_is_given_up_is_remembered_and_counts_if_it_has_ended(
    state: RunState | None, run_id: str, unclaimed: int
) -> None:
    call = a_queued_call(dispatched_at=NOON, run_id="r0", unclaimed=1)
    run = a_reported_run(state, call) if state else None
    written = after(call, queued_again(call, LATER, run))
    assert (written.run_id, written.unclaimed) == (run_id, unclaimed)
    assert (written.due_at, written.dispatched_at, written.lane) == (LATER, None, "live")
    assert (written.attempt, written.fence) == (call.attempt + 1, call.fence + 1)


def test_a_rescued_call_is_due_at_once_and_the_rescue_is_counted() -> None:
    call = a_running_call(rescues=1, request_open=REQUEST)
    written = after(call, rescued(call, LATER))
    assert (written.status, written.due_at, written.owner) == (Status.QUEUED, LATER, None)
    assert (written.rescues, written.run_id, written.request_open) == (2, "r1", REQUEST)
    assert is_refused(written, rescued(call, LATER + timedelta(seconds=1)))


@pytest.mark.parametrize("deadline_passed", [False, True])
def test_a_draining_process_loses_a_call_that_has_no_open_request(deadline_passed: bool) -> None:
    call = a_running_call(rescues=1)
    write = taken_from_draining(call, LATER, deadline_passed=deadline_passed)
    written = after(call, write)
    assert (written.status, written.due_at, written.owner) == (Status.QUEUED, LATER, None)
    assert written.rescues == 1
    just_opened = call.model_copy(update={"request_open": REQUEST})
    assert is_refused(just_opened, write) is not deadline_passed


def test_an_open_request_is_left_to_a_draining_process_until_its_deadline() -> None:
    call = a_running_call(request_open=REQUEST)
    with pytest.raises(ValueError, match="before the drain deadline"):
        taken_from_draining(call, LATER, deadline_passed=False)
    written = after(call, taken_from_draining(call, LATER, deadline_passed=True))
    assert (written.status, written.request_open) == (Status.QUEUED, REQUEST)


@pytest.mark.parametrize(
    ("status", "failure"),
    [(Status.QUEUED, UNCLAIMED), *((status, STUCK) for status in sorted(RUNNING))],
)
def test_a_call_that_is_given_up_says_what_did_not_work(status: Status, failure: Failure) -> None:
    call = a_running_call(status=status)
    written = after(call, given_up(call, LATER))
    assert (written.status, written.failure) == (Status.FAILED, failure)
    assert (written.owner, written.due_at) == (None, None)


@pytest.mark.parametrize("status", [Status.QUEUED, *sorted(RUNNING)])
def test_a_cancelled_run_fails_its_call_unless_a_new_attempt_has_begun(status: Status) -> None:
    call = a_running_call(status=status)
    write = cancelled(call, LATER, "r2")
    written = after(call, write)
    assert (written.status, written.failure, written.run_id) == (Status.FAILED, CANCELLED, "r2")
    assert is_refused(call.model_copy(update={"attempt": 2}), write)


def test_an_attempt_that_is_passed_over_counts_as_no_failure() -> None:
    call = a_queued_call(unclaimed=1, dispatched_at=NOON)
    written = after(call, passed_over(call, LATER))
    assert (written.attempt, written.unclaimed, written.dispatched_at) == (2, 1, None)
