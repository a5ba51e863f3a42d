"""Corrections: a flow run whose execution is over is told so, and no other."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.dispatch import (
    RUN_IS_OVER,
    RUN_ON_ITS_WAY,
    RunState,
    correction,
    is_obsolete,
)
from callinsight.domain.status import RUNNING, TERMINAL, WAITING, Status
from tests.builders import NOON, a_queued_call
from tests.domain.runs import CANCEL, a_reported_run

CORRECTED = [RunState.RUNNING, RunState.PENDING, RunState.CANCELLING]
LONG_AGO = RUN_IS_OVER + timedelta(microseconds=1)
READING: dict[str, Any] = {"status": Status.READING, "run_id": "r1"}
OLD_KEY: dict[str, Any] = {"attempt": 2}
STATES = st.sampled_from(RunState)


@pytest.mark.parametrize("state", RunState)
def test_a_run_without_a_call_of_ours_is_another_deployments(state: RunState) -> None:
    told = correction(None, a_reported_run(state, age=LONG_AGO), NOON, owner_is_gone=True)
    assert told is None


@pytest.mark.parametrize("state", CORRECTED)
def test_a_run_that_has_just_started_may_be_on_its_way_to_begin(state: RunState) -> None:
    call = a_queued_call(status=Status.FAILED)
    young = a_reported_run(state, call, age=RUN_IS_OVER)
    assert correction(call, young, NOON, owner_is_gone=True) is None


@pytest.mark.parametrize("status", sorted({*TERMINAL, *RUNNING}))
@pytest.mark.parametrize("asked", [{"key": None}, {"count": 1}], ids=["custom run", "retry"])
def test_a_persons_run_may_wait_an_hour_for_its_machine(
    status: Status, asked: dict[str, Any]
) -> None:
    call = a_queued_call(status=status, attempt=2, run_id="r1")
    first = call.model_copy(update={"attempt": 1})
    waits = a_reported_run(RunState.PENDING, first, age=RUN_ON_ITS_WAY, **asked)
    assert correction(call, waits, NOON, owner_is_gone=True) is None
    older = a_reported_run(RunState.PENDING, first, age=RUN_ON_ITS_WAY + LONG_AGO, **asked)
    over = RunState.COMPLETED if status is Status.COMPLETED else RunState.CRASHED
    assert correction(call, older, NOON, owner_is_gone=True) is over


def test_a_pending_run_of_an_older_attempt_is_over_after_three_minutes() -> None:
    call = a_queued_call(attempt=2)
    first = call.model_copy(update={"attempt": 1})
    run = a_reported_run(RunState.PENDING, first, age=LONG_AGO)
    assert correction(call, run, NOON, owner_is_gone=True) is RunState.CRASHED


@pytest.mark.parametrize("status", sorted(RUNNING))
@pytest.mark.parametrize(
    ("run_id", "owner_is_gone", "expected"),
    [
        ("r1", False, None),
        ("r1", True, RunState.CRASHED),
        ("r2", False, RunState.CRASHED),
        (None, False, RunState.CRASHED),
    ],
)
def test_a_run_lives_as_long_as_the_process_in_which_it_has_its_call(
    status: Status, run_id: str | None, owner_is_gone: bool, expected: RunState | None
) -> None:
    call = a_queued_call(status=status, run_id=run_id, owner="p1")
    run = a_reported_run(RunState.RUNNING, call, age=LONG_AGO)
    assert correction(call, run, NOON, owner_is_gone=owner_is_gone) is expected


@pytest.mark.parametrize(
    ("fields", "key", "expected"),
    [
        ({}, {}, None),
        ({"run_id": "r1"}, {}, None),
        ({}, OLD_KEY, RunState.CRASHED),
        ({}, {"attempt": 0}, RunState.CRASHED),
        ({}, None, RunState.CRASHED),
        *(({"status": status}, {}, RunState.CRASHED) for status in sorted(WAITING)),
        ({"status": Status.FAILED, "run_id": "r1"}, {}, RunState.CRASHED),
        ({"status": Status.COMPLETED, "run_id": "r1"}, {}, RunState.COMPLETED),
        ({"status": Status.COMPLETED, "run_id": "r2"}, {}, RunState.CRASHED),
        ({"status": Status.COMPLETED}, {}, RunState.CRASHED),
    ],
)
def test_a_run_without_an_execution_ended_with_its_call_or_crashed(
    fields: dict[str, Any], key: dict[str, Any] | None, expected: RunState | None
) -> None:
    call = a_queued_call(**fields)
    named = None if key is None else call.model_copy(update=key)
    run = a_reported_run(RunState.RUNNING, named, age=LONG_AGO)
    assert correction(call, run, NOON, owner_is_gone=True) is expected


@pytest.mark.parametrize(
    ("fields", "owner_is_gone", "expected"),
    [
        (READING, False, None),
        (READING, True, RunState.CANCELLED),
        ({"status": Status.COMPLETED, "run_id": "r1"}, True, RunState.CANCELLED),
        ({"status": Status.FAILED, "run_id": "r1"}, True, RunState.CANCELLED),
        ({}, True, None),
    ],
)
def test_a_run_that_is_being_cancelled_is_cancelled_once_nothing_runs_under_it(
    fields: dict[str, Any], owner_is_gone: bool, expected: RunState | None
) -> None:
    call = a_queued_call(**fields)
    run = a_reported_run(RunState.CANCELLING, call, age=LONG_AGO)
    assert correction(call, run, NOON, owner_is_gone=owner_is_gone) is expected


@given(STATES, st.sampled_from(Status), st.sampled_from([None, "r1", "r2"]), st.booleans())
def test_no_run_is_called_cancelled_that_nobody_cancelled(
    state: RunState, status: Status, run_id: str | None, owner_is_gone: bool
) -> None:
    call = a_queued_call(status=status, run_id=run_id)
    run = a_reported_run(state, call, age=LONG_AGO)
    told = correction(call, run, NOON, owner_is_gone=owner_is_gone)
    assert told is not RunState.CANCELLED or state is RunState.CANCELLING
    assert told is None or told.is_over


@pytest.mark.parametrize("status", [Status.QUEUED, *sorted(RUNNING), *sorted(TERMINAL)])
@pytest.mark.parametrize(
    ("attempt", "run", "obsolete"),
    [
        (4, {}, True),
        (5, {}, False),
        (6, {}, False),
        (4, {"count": 1}, False),
        (4, {"id": "r2"}, False),
        (4, {"key": None}, False),
        (4, {"key": "try this one"}, False),
        *((4, {"state": state}, False) for state in CANCEL),
    ],
)
def test_a_run_of_an_older_attempt_that_never_began_is_obsolete(
    status: Status, attempt: int, run: dict[str, Any], obsolete: bool
) -> None:
    call = a_queued_call(status=status, attempt=5, run_id="r2")
    named = call.model_copy(update={"attempt": attempt})
    reported = a_reported_run(**{"state": RunState.SCHEDULED, "call": named, **run})
    assert is_obsolete(call, reported) is obsolete
    assert not is_obsolete(None, reported)
