"""News on the record, in every call store."""

from datetime import timedelta

import pytest

from callinsight.adapters.telling_calls import TellingCallStore
from callinsight.domain.call import Failure
from callinsight.domain.execution import failed
from callinsight.domain.status import Status
from callinsight.domain.transitions import handed_over
from callinsight.domain.uploads import refused_call
from callinsight.ports.calls import CallQuery, CallStore
from tests.builders import NOON, a_queued_call
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)
LATER = NOON + timedelta(minutes=1)
REFUSED = Failure(code="provider_refused", message="No.")


async def test_an_ending_comes_into_the_lane_of_news_and_leaves_it_once(calls: CallStore) -> None:
    store = TellingCallStore(calls, lambda: LATER)
    call = a_queued_call(status=Status.ANALYZING, cost_usd=0.25, duration_seconds=61.0)
    await store.add(call)
    ended = await store.apply(failed(call, LATER, REFUSED))
    assert ended is not None
    assert await store.get(call.call_id) == ended
    assert ended.untold[0].call["cost_usd"] == 0.25
    assert await store.list_due("notify", LATER, 9) == [call.call_id]
    assert await store.apply(handed_over(ended, LATER)) is not None
    assert await store.list_due("notify", LATER, 9) == []


async def test_a_call_that_begins_with_its_end_is_news(calls: CallStore) -> None:
    store = TellingCallStore(calls, lambda: LATER)
    call = a_queued_call()
    assert call.recording is not None
    await store.add(refused_call(call.call_id, NOON, call.recording, REFUSED, file_name="a.wav"))
    assert await store.list_due("notify", LATER, 9) == [call.call_id]


async def test_a_store_that_tells_lists_as_the_one_behind_it_does(calls: CallStore) -> None:
    store = TellingCallStore(calls, lambda: LATER)
    call = a_queued_call(status=Status.ANALYZING)
    await store.add(call)
    await store.apply(failed(call, LATER, REFUSED))
    query = CallQuery(status=Status.FAILED)
    assert await store.list_calls(query) == await calls.list_calls(query)
    assert await store.list_updated(NOON, 9) == await calls.list_updated(NOON, 9)
    assert len((await store.list_updated(NOON, 9)).calls) == 1
    assert (await store.list_dispatched(NOON), await store.list_owned()) == ([], [])
