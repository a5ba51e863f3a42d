"""How long a call is kept."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call, HistoryEntry
from callinsight.domain.erasure import tombstone
from callinsight.domain.retention import expires_at
from callinsight.domain.status import Status
from callinsight.domain.transitions import HISTORY_LIMIT
from tests.builders import NOON, a_queued_call
from tests.domain.records import after

DAY = timedelta(days=1)


def _a_call(*history: Status, **fields: Any) -> Call:
    """A call that had one status a day."""
    entries = tuple(
        HistoryEntry(status=status, at=NOON + number * DAY, attempt=number)
        for number, status in enumerate(history)
    )
    return a_queued_call(status=history[-1], history=entries, **fields)


@pytest.mark.parametrize(
    ("history", "ended_on"),
    [
        ([Status.QUEUED, Status.COMPLETED], 1),
        ([Status.QUEUED, Status.COMPLETED, Status.QUEUED, Status.COMPLETED], 1),
        ([Status.FAILED, Status.QUEUED, Status.COMPLETED, Status.QUEUED, Status.FAILED], 2),
        ([Status.FAILED, Status.QUEUED, Status.FAILED], 2),
    ],
)
def test_days_count_from_the_first_completion_else_from_the_last_failure(
    history: list[Status], ended_on: int
) -> None:
    assert expires_at(_a_call(*history), 30) == NOON + (30 + ended_on) * DAY


def test_a_call_that_is_on_its_way_or_erased_does_not_expire() -> None:
    assert expires_at(_a_call(Status.COMPLETED, Status.QUEUED), 1) is None
    done = _a_call(Status.COMPLETED)
    assert expires_at(after(done, tombstone(done, NOON)), 1) is None


def test_a_call_that_was_run_again_without_end_is_not_kept_longer_for_it() -> None:
    call = _a_call(*[Status.QUEUED, Status.COMPLETED] * (HISTORY_LIMIT // 2), created_at=NOON)
    assert expires_at(call, 1) == NOON + DAY
