"""Messages: each is deleted once its calls are durable, and none holds back another."""

from pathlib import Path

import pytest

from callinsight.poller import Poller
from callinsight.ports.queue import QueueCounts
from callinsight.services import Services
from tests.intake.arrivals import a_message, an_expecting_call, as_it_is, polled, uploaded
from tests.intake.stores import DistantBucket, DistantCallStore, DistantQueue

EVENTS = Path(__file__).parents[1] / "events"
DONE = QueueCounts(waiting=0, in_flight=0, dead=0)


async def test_a_message_is_deleted_only_after_its_call_is_durable(
    poller: Poller, queue: DistantQueue, calls: DistantCallStore, bucket: DistantBucket
) -> None:
    durable: list[int] = []
    queue.on_delete = lambda: durable.append(len(calls.records))
    await queue.send(a_message(bucket.put("uploads/a.wav", b"a")))
    calls.is_away = True
    await polled(poller)
    assert (calls.records, await queue.counts()) == ({}, QueueCounts(0, 1, 0))
    calls.is_away = False
    await queue.leases_end()
    await polled(poller)
    assert (len(calls.records), await queue.counts()) == (1, DONE)
    assert durable == [1]


async def test_the_dispatcher_is_woken_once_for_each_accepted_call(
    poller: Poller, queue: DistantQueue, bucket: DistantBucket, wakes: list[str]
) -> None:
    first, second = (bucket.put(f"uploads/{name}.wav", b"a") for name in "ab")
    await queue.send(a_message(first, second))
    await polled(poller)
    assert len(wakes) == 2
    await queue.send(a_message(first))
    await polled(poller)
    assert (len(wakes), await queue.counts()) == (2, DONE)


async def test_the_message_attribute_chooses_the_profile(
    poller: Poller, queue: DistantQueue, world: Services, bucket: DistantBucket
) -> None:
    call = await an_expecting_call(world)
    await queue.send(a_message(uploaded(bucket, call)), {"profile_id": "support"})
    await polled(poller)
    seen = await as_it_is(world, call)
    assert (seen.profile_id, seen.profile_version) == ("support", 3)


@pytest.mark.parametrize("name", ["test_event.json", "delete_event.json"])
async def test_messages_that_announce_nothing_are_deleted(
    poller: Poller, queue: DistantQueue, calls: DistantCallStore, name: str
) -> None:
    await queue.send((EVENTS / name).read_text())
    await polled(poller)
    assert (calls.records, await queue.counts()) == ({}, DONE)


@pytest.mark.parametrize("body", ["", "no json", "[]", '{"Records": [{"eventSource": "x"}]}'])
async def test_a_malformed_message_is_a_dead_letter_after_five_receives_and_disturbs_no_other(
    poller: Poller,
    queue: DistantQueue,
    calls: DistantCallStore,
    bucket: DistantBucket,
    body: str,
) -> None:
    for number in range(3):
        await queue.send(a_message(bucket.put(f"uploads/{number}.wav", b"a")))
        await queue.send(body)
    await polled(poller)
    assert (len(calls.records), await queue.counts()) == (3, QueueCounts(3, 0, 0))
    await polled(poller, times=4)
    assert (await queue.counts()).dead == 0
    await polled(poller)
    assert (await queue.counts(), queue.dead[0].receives) == (QueueCounts(0, 0, 3), 5)


async def test_an_event_of_another_bucket_is_a_dead_letter(
    poller: Poller, queue: DistantQueue, calls: DistantCallStore, bucket: DistantBucket
) -> None:
    stored = bucket.put("uploads/a.wav", b"a")
    await queue.send(a_message(stored.model_copy(update={"bucket": "elsewhere"})))
    await polled(poller, times=6)
    assert (calls.records, await queue.counts()) == ({}, QueueCounts(0, 0, 1))
