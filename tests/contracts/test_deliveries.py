"""What every store of deliveries does."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_deliveries import DynamoDBDeliveryStore
from callinsight.domain.call_id import new_call_id
from callinsight.domain.delivery import (
    Answer,
    Delivery,
    Target,
    answered,
    claimed,
    delivery_of,
    replayed,
    target_of,
    withdrawn,
)
from callinsight.domain.errors.call import CursorError
from callinsight.domain.news import News
from callinsight.ports.deliveries import DeliveryStore
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB, an_operations_table
from tests.fakes.deliveries import FakeDeliveryStore

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)
HERE, THERE = target_of("https://here.example/"), target_of("https://there.example/")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def deliveries(server: AwsClients | None) -> DeliveryStore:
    if server is None:
        return FakeDeliveryStore()
    return DynamoDBDeliveryStore(server.dynamodb, server.threads, an_operations_table(server))


@pytest.fixture
def a_delivery() -> Callable[..., Delivery]:
    def make(target: Target = HERE, minutes: int = 0) -> Delivery:
        call_id = new_call_id()
        call = {"call_id": call_id, "cost_usd": 0.25, "failure": {"code": "stuck"}}
        news = News(id=f"{call_id}-{'0' * 16}", event="call.failed", created_at=NOON, call=call)
        return delivery_of(news, target, NOON + minutes * MINUTE)

    return make


async def due(store: DeliveryStore, target: Target = HERE, limit: int = 9) -> list[str]:
    return list(await store.list_due_deliveries(target.name, NOON + 5 * MINUTE, limit))


async def test_a_delivery_is_kept_once_and_comes_back_whole(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery]
) -> None:
    delivery = a_delivery()
    assert await deliveries.add_delivery(delivery)
    assert not await deliveries.add_delivery(delivery)
    assert await deliveries.get_delivery(delivery.delivery_id) == delivery
    assert await deliveries.get_delivery("another") is None
    assert await due(deliveries) == [delivery.delivery_id]


async def test_due_deliveries_are_their_targets_own_and_the_longest_due_comes_first(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery]
) -> None:
    made = [a_delivery(minutes=m) for m in (2, 0, 5, 9)] + [a_delivery(THERE)]
    for delivery in made:
        await deliveries.add_delivery(delivery)
    ids = [delivery.delivery_id for delivery in made]
    assert await due(deliveries) == [ids[1], ids[0], ids[2]]
    assert await due(deliveries, limit=1) == [ids[1]]
    assert await due(deliveries, THERE) == [ids[4]]


async def test_of_two_changes_one_wins_and_the_lists_follow(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery]
) -> None:
    seen = a_delivery()
    await deliveries.add_delivery(seen)
    claim = claimed(seen, NOON + 5 * MINUTE)
    assert await deliveries.change_delivery(seen, claim)
    assert not await deliveries.change_delivery(seen, claimed(seen, NOON))
    assert await due(deliveries) == []
    done = answered(claim, NOON, Answer(status=200))
    assert await deliveries.change_delivery(claim, done)
    assert await deliveries.get_delivery(seen.delivery_id) == done
    assert not (await deliveries.list_deliveries(failed=True, limit=9)).deliveries


async def test_what_was_given_up_is_listed_until_it_is_replayed(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery]
) -> None:
    seen = a_delivery()
    await deliveries.add_delivery(seen)
    lost = withdrawn(seen, NOON, "call_erased")
    await deliveries.change_delivery(seen, lost)
    assert (await deliveries.list_deliveries(failed=True, limit=9)).deliveries == (lost,)
    await deliveries.change_delivery(lost, replayed(lost, NOON))
    assert not (await deliveries.list_deliveries(failed=True, limit=9)).deliveries
    assert await due(deliveries) == [seen.delivery_id]


async def test_a_delivery_that_is_not_there_is_not_changed(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery]
) -> None:
    delivery = a_delivery()
    assert not await deliveries.change_delivery(delivery, claimed(delivery, NOON))
    assert await due(deliveries) == []


@pytest.mark.parametrize("failed", [False, True])
async def test_lists_go_on_where_they_ended_the_newest_calls_first(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery], failed: bool
) -> None:
    made = [a_delivery() for _ in range(5)]
    for delivery in made:
        await deliveries.add_delivery(delivery)
        if failed:
            await deliveries.change_delivery(delivery, withdrawn(delivery, NOON, "timeout"))
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = await deliveries.list_deliveries(failed=failed, limit=2, cursor=cursor)
        seen += [delivery.delivery_id for delivery in page.deliveries]
        cursor = page.cursor
    assert (seen, cursor) == (sorted((d.delivery_id for d in made), reverse=True), None)


async def test_a_cursor_of_another_list_is_refused(
    deliveries: DeliveryStore, a_delivery: Callable[..., Delivery]
) -> None:
    for _ in range(2):
        await deliveries.add_delivery(a_delivery())
    cursor = (await deliveries.list_deliveries(failed=False, limit=1)).cursor
    for wrong in (cursor, "e30", "!", "e"):
        with pytest.raises(CursorError):
            await deliveries.list_deliveries(failed=True, limit=1, cursor=wrong)
