"""Endings: completed, failed, parked, handed back, cancelled; nobody owns the call afterwards."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call, Failure, OpenRequest, ProviderJob
from callinsight.domain.execution import (
    FIRST_PARK,
    cancelled_by_hook,
    completed,
    failed,
    handed_back,
    parked,
    request_closed,
)
from callinsight.domain.failures import CANCELLED
from callinsight.domain.status import RUNNING, TERMINAL, Status
from callinsight.domain.transitions import Write
from tests.builders import NOON, a_queued_call
from tests.domain.records import after, is_refused

LATER = NOON + timedelta(minutes=1)
REFUSED = Failure(step="transcribe", code="provider_refused", message="No.")
REQUEST = OpenRequest(step="transcribe", fingerprint="f1", at=NOON)
JOB = ProviderJob(id="j1", step="transcribe", fingerprint="f1", at=NOON)
ENDINGS: dict[str, Callable[[Call], Write | None]] = {
    "completed": lambda call: completed(call, LATER),
    "failed": lambda call: failed(call, LATER, REFUSED),
    "parked": lambda call: parked(call, LATER, "rate_limited", FIRST_PARK),
    "handed back": lambda call: handed_back(call, LATER),
    "cancelled": lambda call: cancelled_by_hook(call, "r1", LATER),
}


def a_running_call(**fields: Any) -> Call:
    return a_queued_call(
        **{"status": Status.TRANSCRIBING, "owner": "p1", "run_id": "r1", "rescues": 1, **fields}
    )


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("status", sorted(RUNNING))
def test_every_ending_gives_the_call_away_and_fences_its_execution_off(
    status: Status, name: str
) -> None:
    call = a_running_call(status=status, fence=7)
    write = ENDINGS[name](call)
    assert write is not None
    written = after(call, write)
    assert (written.owner, written.fence, written.run_id) == (None, 8, "r1")
    assert (written.due_at is None) is written.is_terminal
    assert is_refused(written, request_closed(call, LATER))


def test_a_completed_call_has_no_failure() -> None:
    call = a_running_call(failure=REFUSED)
    written = after(call, completed(call, LATER, metrics={"a": 1}))
    assert (written.status, written.failure) == (Status.COMPLETED, None)
    assert written.metrics == {"a": 1}


@pytest.mark.parametrize(("job_is_gone", "job"), [(False, JOB), (True, None)])
def test_a_failed_call_still_knows_what_may_be_on_its_way(
    job_is_gone: bool, job: ProviderJob | None
) -> None:
    call = a_running_call(request_open=REQUEST, job=JOB)
    write = failed(call, LATER, REFUSED, job_is_gone=job_is_gone, duration_seconds=3.0)
    written = after(call, write)
    assert (written.status, written.failure) == (Status.FAILED, REFUSED)
    assert (written.request_open, written.job) == (REQUEST, job)
    assert written.duration_seconds == 3.0


def test_a_call_handed_back_is_due_at_once_and_has_lost_nothing() -> None:
    call = a_running_call(parked_seconds=60.0)
    written = after(call, handed_back(call, LATER))
    assert (written.status, written.due_at, written.lane) == (Status.QUEUED, LATER, "live")
    assert (written.attempt, written.rescues, written.parked_seconds) == (2, 1, 60.0)


@pytest.mark.parametrize(
    ("fields", "cancelled"),
    [
        *(({"status": status}, True) for status in (Status.QUEUED, *sorted(RUNNING))),
        *(({"status": status}, False) for status in sorted(TERMINAL)),
        ({"run_id": "r2"}, False),
        ({"run_id": None}, False),
        ({"erased_at": NOON}, False),
    ],
)
def test_the_cancellation_of_a_run_ends_the_call_it_has(
    fields: dict[str, Any], cancelled: bool
) -> None:
    call = a_running_call(**fields)
    write = cancelled_by_hook(call, "r1", LATER)
    assert (write is not None) is cancelled
    if write is not None:
        assert after(call, write).failure == CANCELLED
        assert is_refused(call.model_copy(update={"run_id": "r2"}), write)
