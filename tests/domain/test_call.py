"""Calls: the record as it is stored, its keys and its lanes."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import STEPS, Call, Generation, Lane, Priority, lane_of
from callinsight.domain.call_id import created_at_of
from callinsight.domain.status import PATH, RUNNING, TERMINAL, WAITING, Status
from callinsight.domain.transitions import plain
from tests.builders import NOON, a_queued_call, a_recording_object


def test_the_statuses_are_the_ten_of_the_original_system() -> None:
    assert [status.value for status in Status] == [
        "PendingUpload",
        "Uploading",
        "Queued",
        "READING",
        "PREPARING",
        "TRANSCRIBING",
        "TRANSCRIBED",
        "Analyzing",
        "Completed",
        "Failed",
    ]


def test_every_status_belongs_to_one_group() -> None:
    assert sorted([*WAITING, Status.QUEUED, *RUNNING, *TERMINAL]) == sorted(Status)
    assert {Status.FAILED, *PATH} == set(Status)
    assert STEPS == ("fetch_audio", "transcribe", "analyze", "persist")


@pytest.mark.parametrize("status", Status)
def test_a_call_knows_whether_it_runs_or_has_ended(status: Status) -> None:
    call = a_queued_call(status=status)
    assert call.is_running is (status in RUNNING)
    assert call.is_terminal is (status in TERMINAL)
    assert not (call.is_running and call.is_terminal)


def test_a_record_without_its_time_takes_it_from_the_id() -> None:
    record = plain(a_queued_call())
    del record["created_at"]
    assert Call.model_validate(record).created_at == created_at_of(record["call_id"])


def test_a_record_of_a_newer_version_is_read() -> None:
    call = a_queued_call()
    assert Call.model_validate({**plain(call), "added_later": {"x": 1}}) == call


def test_a_new_call_has_no_generation_of_its_own() -> None:
    assert a_queued_call().generation == Generation(transcribe=0, analyze=0)


def test_the_key_of_a_run_is_made_of_call_version_and_attempt() -> None:
    call = a_queued_call(attempt=7, recording=a_recording_object(version_id="v:1"))
    assert call.idempotency_key == f"call:{call.call_id}:v:1:7"
    assert call.attempt_in(call.idempotency_key) == 7


def test_a_call_without_a_recording_has_a_key_too() -> None:
    call = a_queued_call(attempt=7, recording=None)
    assert call.idempotency_key == f"call:{call.call_id}::7"


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "mine",
        "call:other:v1:7",
        "call:{id}:v1:seven",
        "call:{id}:v1:",
        "call:{id}:v1:-7",
        "call:{id}:v1:\u0667",
        "call:{id}:v1:1000000000",
        "call:{id}:v1:" + "7" * 5000,
    ],
    ids=range(10),
)
def test_a_key_that_is_none_of_this_call_names_no_attempt(key: str | None) -> None:
    call = a_queued_call()
    assert call.attempt_in(key and key.format(id=call.call_id)) is None


def test_a_key_names_an_attempt_of_at_most_nine_digits() -> None:
    call = a_queued_call()
    assert call.attempt_in(f"call:{call.call_id}:v1:999999999") == 999_999_999


@pytest.mark.parametrize("priority", ["live", "backfill"])
def test_a_call_that_waits_for_capacity_stands_by_priority(priority: Priority) -> None:
    assert lane_of(a_queued_call(priority=priority)) == priority


@pytest.mark.parametrize(
    ("fields", "lane"),
    [
        ({"due_at": None}, None),
        ({"dispatched_at": NOON}, "watch"),
        ({"status": Status.UPLOADING}, "watch"),
        ({"status": Status.READING, "due_at": NOON + timedelta(hours=1)}, "watch"),
        ({"erased_at": NOON}, "watch"),
        ({"status": Status.FAILED, "erased_at": NOON}, "watch"),
        ({"status": Status.COMPLETED, "due_at": None}, None),
    ],
)
def test_every_other_call_with_a_next_moment_is_watched(
    fields: dict[str, Any], lane: Lane | None
) -> None:
    assert lane_of(a_queued_call(**fields)) == lane


def test_a_call_is_due_from_its_moment_on_and_never_without_one() -> None:
    call = a_queued_call(due_at=NOON)
    assert call.is_due(NOON)
    assert not call.is_due(NOON - timedelta(microseconds=1))
    assert not call.model_copy(update={"due_at": None}).is_due(NOON)
