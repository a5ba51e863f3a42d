"""What goes wrong with one record or message stays with it."""

import pytest

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import AccessDeniedError
from callinsight.poller import Poller
from callinsight.ports.queue import QueueCounts
from tests.intake.arrivals import a_message, a_record, polled
from tests.intake.stores import DistantBucket, DistantCallStore, DistantQueue


@pytest.mark.parametrize(
    "bad",
    [
        {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put"},
        {"bucket": {"name": "elsewhere"}},
    ],
)
async def test_a_bad_record_does_not_hold_back_the_good_ones_beside_it(
    poller: Poller,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    bad: dict[str, object],
) -> None:
    first, last = (bucket.put(f"uploads/{name}.wav", b"a") for name in "ab")
    record = bad if "eventSource" in bad else a_record(first, **bad)
    await queue.send(a_message(first, record, last))
    await polled(poller)
    assert (len(calls.records), await queue.counts()) == (2, QueueCounts(1, 0, 0))
    await polled(poller, times=5)
    assert (len(calls.records), await queue.counts()) == (2, QueueCounts(0, 0, 1))


async def test_a_defect_met_by_one_message_stops_no_other_and_tells_no_secret(
    poller: Poller,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, fine = (bucket.put(f"uploads/{name}.wav", b"a") for name in ("anna", "b"))
    bucket.errors[broken.key] = KeyError("uploads/anna.wav")
    await queue.send(a_message(broken, fine))
    await queue.send(a_message(bucket.put("uploads/c.wav", b"a")))
    await polled(poller)
    assert (len(calls.records), await queue.counts()) == (2, QueueCounts(0, 1, 0))
    assert "unexpected KeyError" in caplog.text
    assert "anna" not in caplog.text


@pytest.mark.parametrize("error", [AccessDeniedError("no"), ServiceUnavailableError("busy")])
async def test_what_is_not_the_messages_fault_is_tried_again_after_its_lease(
    poller: Poller,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    error: Exception,
) -> None:
    stored = bucket.put("uploads/a.wav", b"a")
    bucket.errors[stored.key] = error
    await queue.send(a_message(stored))
    await polled(poller, times=6)
    assert (calls.records, await queue.counts()) == ({}, QueueCounts(0, 1, 0))
    bucket.errors.clear()
    await queue.leases_end()
    await polled(poller)
    assert (len(calls.records), await queue.counts()) == (1, QueueCounts(0, 0, 0))


async def test_a_refused_record_beside_one_that_may_pass_waits_with_it(
    poller: Poller, queue: DistantQueue, bucket: DistantBucket
) -> None:
    stored = bucket.put("uploads/a.wav", b"a")
    bucket.errors[stored.key] = ServiceUnavailableError("busy")
    await queue.send(a_message({"eventSource": "x"}, stored))
    await polled(poller)
    assert await queue.counts() == QueueCounts(0, 1, 0)
