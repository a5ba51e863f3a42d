"""Executions: who may begin a call, and what beginning it writes."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call, Failure, OpenRequest, StepReport
from callinsight.domain.execution import RunIdentity, begun, is_deliberate
from callinsight.domain.failures import CANCELLED, STUCK
from callinsight.domain.status import RUNNING, TERMINAL, Status
from callinsight.domain.transitions import Write
from tests.builders import NOON, a_queued_call, a_run
from tests.domain.records import after, is_refused

LATER = NOON + timedelta(minutes=1)
DEADLINE = NOON + timedelta(hours=2)
ATTEMPT = 3


def a_call(status: Status = Status.QUEUED, **fields: Any) -> Call:
    return a_queued_call(status=status, **{"attempt": ATTEMPT, **fields})


def a_run_of(call: Call, kind: str) -> RunIdentity:
    older = call.model_copy(update={"attempt": ATTEMPT - 1})
    return {
        "current": a_run(call),
        "older": a_run(older),
        "custom": a_run(call, key=None),
        "named by a person": a_run(call, key="try this one"),
        "retried": a_run(call, count=2),
        "older, retried": a_run(older, count=2),
    }[kind]


def taken(call: Call, kind: str = "current", *, owner_is_gone: bool = False) -> Write | None:
    return begun(
        call,
        a_run_of(call, kind),
        process_id="p2",
        owner_is_gone=owner_is_gone,
        now=LATER,
        deadline=DEADLINE,
    )


def begun_call(call: Call, kind: str = "current") -> Call:
    write = taken(call, kind)
    assert write is not None
    return after(call, write)


DELIBERATE = ["custom", "named by a person", "retried", "older, retried"]


@pytest.mark.parametrize("kind", ["current", "older", *DELIBERATE])
def test_a_run_is_deliberate_if_a_person_made_or_retried_it(kind: str) -> None:
    call = a_call()
    assert is_deliberate(call, a_run_of(call, kind)) is (kind in DELIBERATE)


@pytest.mark.parametrize(
    ("status", "failure", "run_id", "deliberate"),
    [
        (Status.FAILED, CANCELLED, "r1", True),
        (Status.FAILED, CANCELLED, "another", False),
        (Status.FAILED, STUCK, "r1", False),
        (Status.FAILED, None, "r1", False),
        (Status.QUEUED, CANCELLED, "r1", False),
    ],
)
def test_only_the_run_that_was_cancelled_before_it_began_is_retried_by_a_person(
    status: Status, failure: Failure | None, run_id: str, deliberate: bool
) -> None:
    call = a_call(status, failure=failure, run_id=run_id)
    run = a_run(call, id="r1")
    assert is_deliberate(call, run) is deliberate
    taken_by_it = begun(
        call, run, process_id="p", owner_is_gone=False, now=LATER, deadline=DEADLINE
    )
    assert (taken_by_it is not None) is (deliberate or status is Status.QUEUED)


@pytest.mark.parametrize("kind", ["current", "older", *DELIBERATE])
@pytest.mark.parametrize("status", Status)
def test_a_call_is_begun_from_queued_or_on_purpose_once_it_has_ended(
    status: Status, kind: str
) -> None:
    legal = {Status.QUEUED: kind != "older"} | dict.fromkeys(TERMINAL, kind in DELIBERATE)
    assert (taken(a_call(status), kind) is not None) is legal.get(status, False)


@pytest.mark.parametrize("kind", ["current", "custom"])
@pytest.mark.parametrize("missing", [{"erased_at": NOON}, {"recording": None}])
def test_nobody_begins_a_call_that_is_erased_or_has_no_recording(
    kind: str, missing: dict[str, Any]
) -> None:
    assert taken(a_call(**missing), kind) is None


@pytest.mark.parametrize("status", [Status.QUEUED, *sorted(RUNNING), *sorted(TERMINAL)])
def test_nobody_begins_a_call_that_a_living_process_owns(status: Status) -> None:
    call = a_call(status, owner="p1")
    assert taken(call, "custom") is None
    assert taken(call, "custom", owner_is_gone=True) is not None


@pytest.mark.parametrize("status", sorted(RUNNING))
def test_a_run_that_nobody_asked_for_leaves_a_dead_process_to_the_dispatcher(
    status: Status,
) -> None:
    assert taken(a_call(status, owner="p1"), "current", owner_is_gone=True) is None


def test_to_begin_is_to_own_the_call_and_to_fence_off_everybody_else() -> None:
    call = a_call(dispatched_at=NOON, status_reason="rate_limited", fence=7)
    run = a_run(call)
    write = begun(call, run, process_id="p2", owner_is_gone=False, now=LATER, deadline=DEADLINE)
    assert write is not None
    written = after(call, write)
    assert (written.status, written.owner, written.run_id) == (Status.READING, "p2", run.id)
    assert (written.due_at, written.lane, written.fence) == (DEADLINE, "watch", 8)
    assert (written.dispatched_at, written.status_reason) == (None, None)
    assert is_refused(written, Write(call.call_id, {"owner": "p3"}, write.expect))


def test_what_an_earlier_execution_told_is_forgotten() -> None:
    report = StepReport(name="analyze", seconds=1.0, tries=1)
    call = a_call(unclaimed=2, failure=STUCK, steps={"analyze": report})
    written = begun_call(call)
    assert (written.unclaimed, written.failure, written.steps) == (0, None, {})


@pytest.mark.parametrize("kind", ["current", *DELIBERATE])
def test_only_a_person_makes_a_new_attempt_with_a_clean_sheet(kind: str) -> None:
    call = a_call(rescues=2, parked_seconds=600.0)
    written = begun_call(call, kind)
    told = (written.attempt, written.rescues, written.parked_seconds)
    assert told == ((ATTEMPT + 1, 0, 0.0) if kind in DELIBERATE else (ATTEMPT, 2, 600.0))


def test_a_new_execution_knows_of_the_request_that_may_be_on_its_way() -> None:
    request = OpenRequest(step="transcribe", fingerprint="f1", at=NOON)
    call = a_call(Status.FAILED, request_open=request, duplicate_spend={"f1": 1})
    written = begun_call(call, "retried")
    assert (written.request_open, written.duplicate_spend) == (request, {"f1": 1})
