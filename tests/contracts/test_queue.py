"""What every event queue does."""

import asyncio

import pytest

from callinsight.ports.queue import EventQueue
from callinsight.provision import MAX_RECEIVES
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_a_message_is_received_with_its_attributes_until_it_is_deleted(
    queue: EventQueue,
) -> None:
    await queue.send("body ä", {"profile_id": "sales"})
    (message,) = await queue.receive(wait_seconds=1)
    assert (message.body, message.attributes, message.receives) == (
        "body ä",
        {"profile_id": "sales"},
        1,
    )
    await queue.delete(message)
    assert not await queue.receive(wait_seconds=0)


async def test_an_empty_queue_gives_nothing(queue: EventQueue) -> None:
    assert not await queue.receive(wait_seconds=0)


async def test_deleting_twice_is_no_error(queue: EventQueue) -> None:
    await queue.send("body")
    (message,) = await queue.receive(wait_seconds=1)
    await queue.delete(message)
    await queue.delete(message)


async def _receive_soon(queue: EventQueue) -> int:
    """Receive, waiting for a message that is coming back."""
    for _ in range(2):
        for message in await queue.receive(wait_seconds=1):
            await queue.retry_soon(message)
            return 1
    return 0


async def test_a_message_that_fails_five_times_is_dead_and_can_be_redriven(
    queue: EventQueue,
) -> None:
    await queue.send("poison", {"profile_id": "sales"})
    assert sum([await _receive_soon(queue) for _ in range(MAX_RECEIVES + 1)]) == MAX_RECEIVES
    assert (await queue.counts()).dead == 1
    assert await queue.redrive() == 1
    (message,) = await queue.receive(wait_seconds=1)
    assert (message.body, message.attributes) == ("poison", {"profile_id": "sales"})
    assert (await queue.counts()).dead == 0


async def test_counts_tell_what_waits_and_what_is_leased(queue: EventQueue) -> None:
    await asyncio.gather(*(queue.send(f"{number}") for number in range(3)))
    await queue.receive(wait_seconds=1)
    counts = await queue.counts()
    assert (counts.waiting + counts.in_flight, counts.dead) == (3, 0)
