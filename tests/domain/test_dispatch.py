"""Dispatching: what is done with a call that is due, as tables."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.dispatch import (
    UNCLAIMED_PENDING,
    UNCLAIMED_RUNNING,
    UNCLAIMED_SCHEDULED,
    Move,
    RunState,
    move_for_abandoned,
    move_for_queued,
    was_there_before,
)
from callinsight.domain.status import Status
from tests.builders import NOON, a_queued_call
from tests.domain.runs import CANCEL, ON_ITS_WAY, OVER, WAITS, a_reported_run

SENT: dict[str, Any] = {"dispatched_at": NOON}
MOMENT = timedelta(microseconds=1)


def queued_move(
    keyed: RunState | None,
    previous: RunState | None = None,
    *,
    age: timedelta = timedelta(0),
    **fields: Any,
) -> Move:
    """Return the move at noon; `age` is how long the keyed run has been in its state."""
    call = a_queued_call(**fields)
    now = a_reported_run(keyed, call, age=age) if keyed else None
    before = a_reported_run(previous, id="r0") if previous else None
    return move_for_queued(call, NOON, now, before)


@pytest.mark.parametrize("state", RunState)
def test_every_state_belongs_to_one_group(state: RunState) -> None:
    groups = [OVER, CANCEL, WAITS, ON_ITS_WAY]
    assert sum(state in group for group in groups) == 1
    assert state.is_over is (state in OVER or state is RunState.CANCELLED)
    assert state.is_cancel is (state in CANCEL)
    assert state.waits_for_a_person is (state in WAITS)


@pytest.mark.parametrize("previous", [None, *OVER, *ON_ITS_WAY])
def test_a_call_that_waits_for_a_run_gets_one(previous: RunState | None) -> None:
    assert queued_move(None, previous) is Move.START
    assert queued_move(None, previous, **SENT) is Move.START


@pytest.mark.parametrize("state", [*OVER, *ON_ITS_WAY])
def test_a_run_plays_no_part_before_the_call_is_dispatched(state: RunState) -> None:
    assert queued_move(state, age=timedelta(days=1), unclaimed=2) is Move.START


@pytest.mark.parametrize("cancel", CANCEL)
@pytest.mark.parametrize("other", [None, *RunState])
def test_a_cancelled_run_ends_the_call_whatever_the_other_one_does(
    cancel: RunState, other: RunState | None
) -> None:
    assert queued_move(cancel, other, **SENT) is Move.CANCEL
    assert queued_move(other, cancel, **SENT) is Move.CANCEL
    assert queued_move(None, cancel) is Move.CANCEL


@pytest.mark.parametrize("waits", WAITS)
@pytest.mark.parametrize("other", [None, *OVER, *WAITS, *ON_ITS_WAY])
def test_a_run_that_waits_for_a_person_is_left_alone(
    waits: RunState, other: RunState | None
) -> None:
    tired: dict[str, Any] = {"age": timedelta(days=1), "unclaimed": 2, **SENT}
    assert queued_move(waits, other, **tired) is Move.LOOK_LATER
    assert queued_move(other, waits, **tired) is Move.LOOK_LATER
    assert queued_move(None, waits) is Move.LOOK_LATER


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize(
    ("unclaimed", "move"),
    [(0, Move.QUEUE_AGAIN), (1, Move.QUEUE_AGAIN), (2, Move.GIVE_UP), (3, Move.GIVE_UP)],
)
def test_after_three_runs_that_ended_before_they_began_the_call_is_given_up(
    state: RunState, unclaimed: int, move: Move
) -> None:
    assert queued_move(state, unclaimed=unclaimed, **SENT) is move


@pytest.mark.parametrize(
    ("state", "age", "move"),
    [
        (RunState.SCHEDULED, timedelta(0), Move.LOOK_LATER),
        (RunState.SCHEDULED, UNCLAIMED_SCHEDULED, Move.LOOK_LATER),
        (RunState.SCHEDULED, UNCLAIMED_SCHEDULED + MOMENT, Move.QUEUE_AGAIN),
        (RunState.PENDING, timedelta(0), Move.LOOK_LATER),
        (RunState.PENDING, UNCLAIMED_PENDING, Move.LOOK_LATER),
        (RunState.PENDING, UNCLAIMED_PENDING + MOMENT, Move.QUEUE_AGAIN),
        (RunState.RUNNING, UNCLAIMED_RUNNING, Move.LOOK_LATER),
        (RunState.RUNNING, UNCLAIMED_RUNNING + MOMENT, Move.QUEUE_AGAIN),
    ],
)
def test_a_run_that_does_not_begin_in_time_is_replaced(
    state: RunState, age: timedelta, move: Move
) -> None:
    assert queued_move(state, age=age, **SENT) is move
    assert queued_move(state, age=age, unclaimed=5, **SENT) is move


@pytest.mark.parametrize(
    ("previous", "rescues", "move"),
    [
        *((state, 5, Move.CANCEL) for state in CANCEL),
        *((state, 5, Move.LOOK_LATER) for state in WAITS),
        *((state, 0, Move.RESCUE) for state in (None, *OVER, *ON_ITS_WAY)),
        *((state, 1, Move.RESCUE) for state in (None, *OVER, *ON_ITS_WAY)),
        *((state, 2, Move.GIVE_UP) for state in (None, *OVER, *ON_ITS_WAY)),
    ],
)
def test_an_abandoned_call_is_rescued_twice_unless_a_person_has_decided(
    previous: RunState | None, rescues: int, move: Move
) -> None:
    call = a_queued_call(status=Status.TRANSCRIBING, rescues=rescues)
    run = a_reported_run(previous, call) if previous else None
    assert move_for_abandoned(call, run) is move


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("age", [timedelta(seconds=-1), timedelta(seconds=1)])
def test_a_run_from_before_the_dispatch_belongs_to_a_former_life(
    state: RunState, age: timedelta
) -> None:
    call = a_queued_call(dispatched_at=NOON)
    older = age > timedelta(0)
    expected = state.is_over or (
        older and state in {RunState.PENDING, RunState.RUNNING, RunState.CANCELLING}
    )
    assert was_there_before(call, a_reported_run(state, call, age=age)) is expected


@pytest.mark.parametrize("state", ON_ITS_WAY)
def test_a_resumed_run_on_its_way_keeps_its_suspended_call_for_a_while(state: RunState) -> None:
    call = a_queued_call(status_reason="suspended")
    fresh = a_reported_run(state, id="r0", age=timedelta(seconds=30))
    assert move_for_queued(call, NOON, None, fresh) is Move.LOOK_LATER
    died = a_reported_run(state, id="r0", age=timedelta(minutes=11))
    assert move_for_queued(call, NOON, None, died) is Move.START
