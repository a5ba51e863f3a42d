"""Parking: a call waits for its provider, longer each time, and for a day at most."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call
from callinsight.domain.execution import (
    FIRST_PARK,
    LONGEST_PARK,
    PARKED_AT_MOST,
    park_time,
    parked,
)
from callinsight.domain.failures import PROVIDER_UNAVAILABLE
from callinsight.domain.status import Status
from tests.builders import NOON, a_queued_call
from tests.domain.records import after

LATER = NOON + timedelta(minutes=1)
DAY = PARKED_AT_MOST.total_seconds()


def a_running_call(**fields: Any) -> Call:
    return a_queued_call(**{"status": Status.TRANSCRIBING, "owner": "p1", "rescues": 1, **fields})


def test_a_parked_call_waits_says_why_and_counts_its_waiting() -> None:
    call = a_running_call(parked_seconds=60.0)
    written = after(call, parked(call, LATER, "rate_limited", timedelta(seconds=90)))
    assert (written.status, written.status_reason) == (Status.QUEUED, "rate_limited")
    assert written.due_at == LATER + timedelta(seconds=90)
    assert (written.attempt, written.rescues, written.parked_seconds) == (2, 1, 150.0)


@pytest.mark.parametrize(
    ("parked_seconds", "status"),
    [
        (0.0, Status.QUEUED),
        (DAY - 1, Status.QUEUED),
        (DAY, Status.FAILED),
        (DAY + 1, Status.FAILED),
    ],
)
def test_a_call_that_has_waited_for_a_day_fails(parked_seconds: float, status: Status) -> None:
    call = a_running_call(parked_seconds=parked_seconds)
    written = after(call, parked(call, LATER, "rate_limited", LONGEST_PARK))
    assert written.status is status
    assert written.failure == (PROVIDER_UNAVAILABLE if status is Status.FAILED else None)


@pytest.mark.parametrize(
    ("parked_seconds", "asked", "wait"),
    [
        (0.0, None, FIRST_PARK),
        (60.0, None, FIRST_PARK),
        (120.0, None, timedelta(minutes=2)),
        (600.0, None, timedelta(minutes=10)),
        (900.0, None, LONGEST_PARK),
        (5000.0, None, LONGEST_PARK),
        (0.0, -5.0, FIRST_PARK),
        (0.0, 0.0, FIRST_PARK),
        (5000.0, 90.0, timedelta(seconds=90)),
        (0.0, 3600.0, timedelta(hours=1)),
        (0.0, DAY, PARKED_AT_MOST),
        (0.0, DAY * 2, PARKED_AT_MOST),
    ],
)
def test_a_call_waits_as_long_as_asked_else_longer_each_time(
    parked_seconds: float, asked: float | None, wait: timedelta
) -> None:
    assert park_time(a_running_call(parked_seconds=parked_seconds), asked) == wait


def test_a_provider_that_stays_away_is_asked_ever_less_often_and_for_a_day() -> None:
    call, waits = a_running_call(), list[timedelta]()
    while call.status is not Status.FAILED:
        waits.append(park_time(call, None))
        waiting = after(call, parked(call, LATER, "service_unavailable", waits[-1]))
        running = Status.TRANSCRIBING if waiting.status is Status.QUEUED else waiting.status
        call = waiting.model_copy(update={"status": running})
    tried, waited = waits[:-1], sum(waits[:-1], timedelta())
    assert tried == sorted(tried)
    assert (tried[0], tried[-1]) == (FIRST_PARK, LONGEST_PARK)
    assert PARKED_AT_MOST <= waited <= PARKED_AT_MOST + LONGEST_PARK


@pytest.mark.parametrize("asked", [1e6, 1e20, float("inf")])
def test_no_wish_of_a_provider_is_longer_than_a_day(asked: float) -> None:
    assert park_time(a_queued_call(), asked) == timedelta(hours=24)
