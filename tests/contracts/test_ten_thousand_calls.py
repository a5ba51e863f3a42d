"""Many calls, read while others arrive and move.

Ten thousand in memory; fewer at a local server, whose own cost of a page grows with its table.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from ulid import ULID

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.ports.calls import CallQuery, CallStore
from tests.builders import NOON, a_queued_call
from tests.fakes.calls import FakeCallStore

pytestmark = pytest.mark.parametrize("server", ["fake", "ministack"], indirect=True)


@pytest.fixture
async def made(calls: CallStore) -> list[Call]:
    """The calls of a table, newest first; every fifth has failed."""
    first = a_queued_call(due_at=None, lane=None)
    made = []
    for number in range(10_000 if isinstance(calls, FakeCallStore) else 300):
        own = {
            "call_id": str(ULID()).lower(),
            "created_at": NOON - timedelta(seconds=600 * number),
            "status": Status.FAILED if number % 5 == 0 else Status.QUEUED,
        }
        made.append(first.model_copy(update=own))
        await calls.add(made[-1])
    return made


async def pages(store: CallStore, query: CallQuery) -> AsyncIterator[list[str]]:
    for _ in range(100):
        page = await store.list_calls(query)
        yield [call.call_id for call in page.calls]
        if page.cursor is None:
            return
        query = replace(query, cursor=page.cursor)
    raise AssertionError("the list does not end")


async def test_every_call_comes_once_while_new_ones_arrive(
    calls: CallStore, made: list[Call]
) -> None:
    found: list[str] = []
    async for page in pages(
        calls, CallQuery(limit=len(made) // 10, created_to=NOON + timedelta(days=9))
    ):
        found += page
        arrived = NOON + timedelta(seconds=len(found))
        await calls.add(a_queued_call(arrived, due_at=None, lane=None))
    assert found == [call.call_id for call in made]


async def test_under_a_status_nothing_that_stays_is_missed_while_others_move(
    calls: CallStore, made: list[Call]
) -> None:
    moved = {call.call_id for call in made[1::50]}
    stay = [c.call_id for c in made if c.status is Status.QUEUED and c.call_id not in moved]
    to_move = [call for call in made if call.call_id in moved and call.status is Status.QUEUED]
    found: list[str] = []
    async for page in pages(
        calls, CallQuery(status=Status.QUEUED, limit=len(made) // 10, created_to=NOON)
    ):
        found += page
        for call in to_move[-1:] + to_move[:1]:
            to_move.remove(call)
            assert await calls.apply(change(call, NOON, status=Status.READING))
    assert len(found) == len(set(found))
    assert [call_id for call_id in found if call_id not in moved] == stay
