"""The calls of one measurement: recordings dropped into its bucket, and what became of them."""

import itertools
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_items import from_item
from callinsight.domain.call import Call
from callinsight.domain.status import TERMINAL, Status
from callinsight.resource_names import ResourceNames
from tests.bench.recordings import recording

DROPPING_AT_ONCE = 8
LOOK_SECONDS = 1.0
_numbers = itertools.count(int(time.time()) << 16)


@dataclass(frozen=True)
class Dropped:
    """One recording, and when the bucket had it (seconds since 1970)."""

    key: str
    at: float


class Calls:
    """Drops recordings, and reads the table of calls."""

    def __init__(self, aws: AwsClients, names: ResourceNames) -> None:
        self._aws = aws
        self._names = names

    def drop(self) -> Dropped:
        """Put one recording into the bucket, which tells the queue."""
        number = next(_numbers)
        key = f"uploads/bench/{number}.wav"
        self._aws.s3.put_object(
            Bucket=self._names.recordings,
            Key=key,
            Body=recording(number),
            ContentType="audio/wav",
        )
        return Dropped(key, time.time())

    def drop_many(self, count: int) -> list[Dropped]:
        """Put so many recordings there, as fast as the bucket takes them."""
        with ThreadPoolExecutor(DROPPING_AT_ONCE) as threads:
            return list(threads.map(lambda _: self.drop(), range(count)))

    def drop_paced(self, count: int, per_second: float = 1.0) -> list[Dropped]:
        """Put recordings there one after the other, so many a second."""
        begun, dropped = time.monotonic(), []
        for number in range(count):
            time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
            dropped.append(self.drop())
        return dropped

    def count(self, status: Status) -> int:
        """Count the calls of a status."""
        pages = self._aws.dynamodb.get_paginator("query").paginate(
            TableName=self._names.calls,
            IndexName="by_status",
            KeyConditionExpression="#status = :status",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":status": {"S": status.value}},
            Select="COUNT",
        )
        return sum(page["Count"] for page in pages)

    def wait_until_ended(self, count: int, seconds: float) -> int:
        """Wait until so many calls have ended; return how many have, should time run out."""
        deadline = time.monotonic() + seconds
        while (ended := sum(map(self.count, TERMINAL))) < count and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        return ended

    def wait_until(self, is_so: Callable[[Sequence[Call]], bool], seconds: float) -> bool:
        """Wait until the records are so; say whether they are."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_so(self.records()):
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def records(self) -> list[Call]:
        """Return all records."""
        pages = self._aws.dynamodb.get_paginator("scan").paginate(TableName=self._names.calls)
        return [_call(item) for page in pages for item in page["Items"]]


def _call(item: Any) -> Call:
    known = from_item(item)
    return Call.model_validate({name: known[name] for name in Call.model_fields if name in known})


def first_reached(call: Call, status: Status) -> datetime | None:
    """Return when a call first had a status."""
    return next((entry.at for entry in call.history if entry.status is status), None)


def last_reached(call: Call, status: Status) -> datetime | None:
    """Return when a call last entered a status."""
    return next((entry.at for entry in reversed(call.history) if entry.status is status), None)


def lost(calls: Sequence[Call], dropped: int) -> int:
    """Return how many of the dropped recordings have no completed call."""
    return dropped - sum(call.status is Status.COMPLETED for call in calls)


def start_delays(calls: Sequence[Call], dropped: Sequence[Dropped]) -> list[float]:
    """Return the seconds from each recording's arrival to its run's begin; endless if it has none."""
    by_key = {call.recording.key: call for call in calls if call.recording is not None}
    return [_start_delay(by_key.get(one.key), one.at) for one in dropped]


def _start_delay(call: Call | None, at: float) -> float:
    begun = None if call is None else first_reached(call, Status.READING)
    return float("inf") if begun is None else begun.timestamp() - at


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
