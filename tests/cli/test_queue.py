"""`callinsight queue`."""

import asyncio

from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.domain.status import Status
from callinsight.ports.queue import QueueCounts, QueueMessage
from callinsight.services import Services, using
from tests.builders import fake_services
from tests.cli.conftest import Command
from tests.fakes.queue import FakeEventQueue
from tests.fakes.recordings import FakeRecordingStore

DEAD = QueueMessage("{}", receipt="", attributes={}, receives=5)


class MissingQueue(FakeEventQueue):
    """A queue that nobody made."""

    async def counts(self) -> QueueCounts:
        raise ResourceMissingError("The event queue does not exist.")


def the_queue(world: Services) -> FakeEventQueue:
    assert isinstance(world.queue, FakeEventQueue)
    return world.queue


def test_the_status_counts_what_waits_what_is_worked_on_and_what_was_given_up(
    callinsight: Command, services: Services
) -> None:
    queue = the_queue(services)
    asyncio.run(queue.send("taken"))
    asyncio.run(queue.receive(wait_seconds=0))
    for _ in range(2):
        asyncio.run(queue.send("waiting"))
    queue.dead = [DEAD] * 3
    answer = callinsight("queue", "status")
    assert (answer.code, answer.out) == (0, "waiting 2\nin flight 1\ndead letters 3\n")


def test_a_redrive_moves_every_dead_letter_back_once(
    callinsight: Command, services: Services
) -> None:
    queue = the_queue(services)
    queue.dead = [DEAD] * 2
    assert callinsight("queue", "redrive").out == "2 message(s) moved back.\n"
    assert asyncio.run(queue.counts()) == QueueCounts(waiting=2, in_flight=0, dead=0)
    assert callinsight("queue", "redrive").out == "0 message(s) moved back.\n"


def test_reconciling_starts_a_call_for_each_recording_that_no_call_knows(
    callinsight: Command, services: Services
) -> None:
    bucket = services.recordings
    assert isinstance(bucket, FakeRecordingStore)
    bucket.put("uploads/a.wav", b"a")
    bucket.put("uploads/folder/b.wav", b"b")
    bucket.put("elsewhere/c.wav", b"c")
    assert callinsight("queue", "reconcile").out == "2 call(s) started.\n"
    rows = callinsight("calls", "list", "--json").document["calls"]
    assert {row["file_name"]: row["status"] for row in rows} == {
        "a.wav": Status.QUEUED,
        "b.wav": Status.QUEUED,
    }
    assert callinsight("queue", "reconcile").out == "0 call(s) started.\n"


def test_a_queue_that_does_not_exist_is_one_sentence(callinsight: Command) -> None:
    with using(fake_services(queue=MissingQueue())):
        answer = callinsight("queue", "status")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Error: The event queue does not exist. (resource_missing)\nHint:")
