"""A table full of calls, written in batches as the store writes them one by one."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import stored_item
from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.status import Status
from tests.builders import a_queued_call

BATCH = 25  # as many as DynamoDB takes
AT_ONCE = 4
APART = timedelta(seconds=20)
LOAD_SECONDS = 600.0
PROFILES = ("sales", "default")
STATUSES = (Status.FAILED, Status.QUEUED)


@dataclass(frozen=True)
class Loaded:
    """One call of the table, as a list must show it."""

    call_id: str
    status: Status


def load_calls(aws: AwsClients, table: str, count: int, newest: datetime) -> Sequence[Loaded]:
    """Fill a table; return its calls, newest first. More calls are older ones: the first are alike."""
    deadline = time.monotonic() + LOAD_SECONDS

    def write(first: int) -> Sequence[Call]:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{count} calls were not loaded within {LOAD_SECONDS:.0f} s")
        calls = [_call(number, newest) for number in range(first, min(first + BATCH, count))]
        requests: Any = [{"PutRequest": {"Item": stored_item(call)}} for call in calls]
        answer = aws.dynamodb.batch_write_item(RequestItems={table: requests})
        if answer["UnprocessedItems"]:
            raise RuntimeError("the local DynamoDB did not take a whole batch")
        return calls

    with ThreadPoolExecutor(AT_ONCE) as threads:
        batches = threads.map(write, range(0, count, BATCH))
        return [Loaded(call.call_id, call.status) for batch in batches for call in batch]


def _call(number: int, newest: datetime) -> Call:
    """Return the n-th newest call: every second one of a status, pairs of a profile."""
    at = newest - number * APART
    fields: dict[str, Any] = {
        "call_id": new_call_id(),
        "created_at": at,
        "updated_at": at,
        "status": STATUSES[number % 2],
        "profile_id": PROFILES[number // 2 % 2],
        "metadata": {"customer": f"Customer {number % 100:02d}", "agent": f"Agent {number % 10}"},
        "duration_seconds": 307.2,
        "cost_usd": 0.0312,
        "due_at": None,
        "lane": None,
    }
    return _MODEL.model_copy(update=fields)


_MODEL = a_queued_call()
