"""Paid requests: announced before they leave, settled when they are over."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call, OpenRequest, ProviderJob
from callinsight.domain.execution import (
    advanced,
    artifact_stored,
    job_accepted,
    may_be_sent,
    request_closed,
    request_given_up,
    request_opened,
    request_repeated,
)
from callinsight.domain.status import Status
from tests.builders import NOON, a_queued_call
from tests.domain.records import after

LATER = NOON + timedelta(minutes=1)
REQUEST = OpenRequest(step="transcribe", fingerprint="f1", at=NOON)
JOB = ProviderJob(id="j1", step="transcribe", fingerprint="f1", at=NOON)


def a_running_call(**fields: Any) -> Call:
    return a_queued_call(**{"status": Status.PREPARING, "owner": "p1", **fields})


def test_a_call_moves_forward_with_what_was_found_out() -> None:
    call = a_running_call(status=Status.READING)
    written = after(call, advanced(call, LATER, Status.PREPARING, duration_seconds=3.0))
    assert (written.status, written.duration_seconds) == (Status.PREPARING, 3.0)
    assert (written.owner, written.attempt, written.fence) == ("p1", call.attempt, call.fence)


@pytest.mark.parametrize(
    ("wished", "status", "noted"),
    [
        (None, Status.PREPARING, 0),
        (Status.PREPARING, Status.PREPARING, 0),
        (Status.TRANSCRIBING, Status.TRANSCRIBING, 1),
    ],
)
def test_a_request_is_on_record_before_it_leaves(
    wished: Status | None, status: Status, noted: int
) -> None:
    call = a_running_call()
    written = after(call, request_opened(call, LATER, "transcribe", "f1", wished))
    assert written.request_open == REQUEST.model_copy(update={"at": LATER})
    assert written.status is status
    assert len(written.history) == len(call.history) + noted


def test_an_ambiguous_request_is_repeated_once_and_never_again() -> None:
    call = a_running_call(request_open=REQUEST, job=JOB, duplicate_spend={"f0": 1})
    write = request_repeated(call, LATER, "transcribe", "f1")
    assert write is not None
    written = after(call, write)
    assert written.request_open == REQUEST.model_copy(update={"at": LATER})
    assert (written.job, written.duplicate_spend) == (None, {"f0": 1, "f1": 1})
    assert request_repeated(written, LATER, "transcribe", "f1") is None


@pytest.mark.parametrize("settled", [request_closed, artifact_stored])
def test_that_a_request_was_repeated_is_never_forgotten(settled: Any) -> None:
    call = a_running_call(request_open=REQUEST, duplicate_spend={"f1": 1})
    stored = {"step": "transcribe", "fingerprint": "f1", "cost_usd": 0.5, "progressed": True}
    facts = stored if settled is artifact_stored else {}
    written = after(call, settled(call, LATER, **facts))
    assert request_repeated(written, LATER, "transcribe", "f1") is None
    assert request_repeated(written, LATER, "transcribe", "f2") is not None


def test_a_stored_result_of_one_step_leaves_what_another_step_has_open() -> None:
    job = ProviderJob(id="j", step="analyze", fingerprint="f2", at=NOON)
    other = OpenRequest(step="analyze", fingerprint="f2", at=NOON)
    call = a_running_call(request_open=other, job=job)
    write = artifact_stored(
        call, LATER, "transcribe", fingerprint="f1", cost_usd=0.0, progressed=True
    )
    assert (after(call, write).request_open, after(call, write).job) == (other, job)


def test_a_refused_request_is_no_longer_open() -> None:
    call = a_running_call(request_open=REQUEST, rescues=1, costs={"f0": 0.5})
    written = after(call, request_closed(call, LATER))
    assert (written.request_open, written.status) == (None, Status.PREPARING)
    assert (written.rescues, written.costs) == (1, {"f0": 0.5})


def test_a_job_takes_the_place_of_the_request_it_came_from() -> None:
    call = a_running_call(request_open=REQUEST)
    written = after(call, job_accepted(call, LATER, JOB))
    assert (written.job, written.request_open) == (JOB, None)


@pytest.mark.parametrize("left", [{"request_open": REQUEST}, {"job": JOB}])
def test_what_is_given_up_counts_as_an_unknown_outcome(left: dict[str, Any]) -> None:
    call = a_running_call(**left, duplicate_spend={"f0": 1})
    written = after(call, request_given_up(call, LATER, "f1"))
    assert (written.request_open, written.job) == (None, None)
    assert written.duplicate_spend == {"f0": 1, "f1": 1}
    assert may_be_sent(written, "f1")
    assert not may_be_sent(after(written, request_given_up(written, LATER, "f1")), "f1")


def test_what_is_given_up_takes_nothing_else_with_it() -> None:
    other = JOB.model_copy(update={"fingerprint": "f2"})
    call = a_running_call(request_open=REQUEST, job=other)
    written = after(call, request_given_up(call, LATER, "f1"))
    assert (written.request_open, written.job) == (None, other)


@pytest.mark.parametrize(
    ("lost", "answered", "counted"),
    [("f2", (), {"f2": 1}), ("f2", ("f2",), {}), ("f1", (), {})],
    ids=["another one", "one that was answered", "the same one"],
)
def test_a_job_counts_the_one_whose_place_it_takes(
    lost: str, answered: tuple[str, ...], counted: dict[str, int]
) -> None:
    call = a_running_call(job=JOB.model_copy(update={"fingerprint": lost}))
    written = after(call, job_accepted(call, LATER, JOB, answered=frozenset(answered)))
    assert (written.job, written.duplicate_spend) == (JOB, counted)


def test_a_stored_result_settles_its_request_and_is_progress() -> None:
    call = a_running_call(request_open=REQUEST, job=JOB, rescues=2, parked_seconds=600.0)
    write = artifact_stored(
        call,
        LATER,
        "transcribe",
        fingerprint="f1",
        cost_usd=0.5,
        progressed=True,
        status=Status.TRANSCRIBED,
        metrics={"a": 1},
    )
    written = after(call, write)
    assert (written.request_open, written.job) == (None, None)
    assert (written.rescues, written.parked_seconds) == (0, 0.0)
    assert (written.status, written.metrics) == (Status.TRANSCRIBED, {"a": 1})


def test_a_result_that_was_only_found_again_is_no_progress() -> None:
    call = a_running_call(rescues=2, parked_seconds=600.0)
    write = artifact_stored(
        call, LATER, "transcribe", fingerprint="f1", cost_usd=0.5, progressed=False
    )
    assert (after(call, write).rescues, after(call, write).parked_seconds) == (2, 600.0)
    opened = request_opened(call, LATER, "analyze", "f2", progressed=False)
    assert after(call, opened).rescues == 2
    assert after(call, request_opened(call, LATER, "analyze", "f2", progressed=True)).rescues == 0


@pytest.mark.parametrize(
    ("paid", "fingerprint", "cost_usd", "costs", "total"),
    [
        ({}, "f1", 0.5, {"f1": 0.5}, 0.5),
        ({"f0": 0.25}, "f1", 0.5, {"f0": 0.25, "f1": 0.5}, 0.75),
        ({"f1": 0.5}, "f1", 0.5, {"f1": 0.5}, 0.5),
        ({"f0": 0.25}, "f1", None, {"f0": 0.25, "f1": None}, None),
        ({"f0": None}, "f1", 0.5, {"f0": None, "f1": 0.5}, None),
        ({}, "f1", 0.0, {"f1": 0.0}, 0.0),
    ],
)
def test_a_cost_is_counted_once_per_fingerprint_and_unknown_if_one_is(
    paid: dict[str, float | None],
    fingerprint: str,
    cost_usd: float | None,
    costs: dict[str, float | None],
    total: float | None,
) -> None:
    call = a_running_call(costs=paid)
    write = artifact_stored(
        call, LATER, "analyze", fingerprint=fingerprint, cost_usd=cost_usd, progressed=True
    )
    written = after(call, write)
    assert (written.costs, written.cost_usd) == (costs, total)
