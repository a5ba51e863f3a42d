"""Deliveries of outgoing webhooks over HTTP."""

import httpx
import pytest

from callinsight.domain.call_id import new_call_id
from callinsight.domain.delivery import Delivery, delivery_of, target_of, withdrawn
from callinsight.domain.news import News
from callinsight.services import Services
from tests.builders import NOON, settings

URL = "https://hooks.example.com/T0/walrus"


async def a_delivery(services: Services, *, failed: bool = False) -> Delivery:
    call_id = new_call_id()
    news = News(
        id=f"{call_id}-{'0' * 16}",
        event="call.completed",
        created_at=NOON,
        call={"call_id": call_id},
    )
    delivery = delivery_of(news, target_of(URL), NOON)
    await services.delivery_store.add_delivery(delivery)
    if failed:
        lost = withdrawn(delivery, NOON, "timeout")
        await services.delivery_store.change_delivery(delivery, lost)
    return delivery


@pytest.fixture
def configured(services: Services) -> Services:
    services.settings = settings(webhook_urls=(URL,), webhook_secret="s")
    return services


async def test_deliveries_are_listed_without_their_address(
    client: httpx.AsyncClient, configured: Services
) -> None:
    delivery = await a_delivery(configured)
    answer = await client.get("/webhooks/deliveries")
    (row,) = answer.json()["deliveries"]
    assert (row["delivery_id"], row["state"]) == (delivery.delivery_id, "waiting")
    assert (row["webhook_id"], row["host"]) == (delivery.news.id, "hooks.example.com")
    assert "walrus" not in answer.text


async def test_failures_are_listed_alone_and_page_by_page(
    client: httpx.AsyncClient, configured: Services
) -> None:
    await a_delivery(configured)
    lost = [await a_delivery(configured, failed=True) for _ in range(3)]
    seen: list[str] = []
    wanted = {"failed": "true", "limit": "2"}
    for _ in range(2):
        page = (await client.get("/webhooks/deliveries", params=wanted)).json()
        seen += [row["delivery_id"] for row in page["deliveries"]]
        wanted["cursor"] = page["cursor"] or ""
    assert seen == [delivery.delivery_id for delivery in reversed(lost)]
    assert (await client.get("/webhooks/deliveries?cursor=x")).json()["field"] == "cursor"


async def test_a_replay_makes_a_delivery_due_again(
    client: httpx.AsyncClient, configured: Services
) -> None:
    delivery = await a_delivery(configured, failed=True)
    answer = await client.post(f"/webhooks/deliveries/{delivery.delivery_id}/replays")
    assert answer.status_code == 202
    assert (answer.json()["state"], answer.json()["replays"]) == ("waiting", 1)
    (line,) = (await configured.audit.page(None, 10)).lines
    assert (line.action, line.call_id) == ("webhook.replay", answer.json()["call_id"])


async def test_a_replay_of_nothing_and_to_nobody_are_problems(
    client: httpx.AsyncClient, services: Services
) -> None:
    answer = await client.post("/webhooks/deliveries/x/replays")
    assert (answer.status_code, answer.json()["code"]) == (404, "delivery_not_found")
    delivery = await a_delivery(services)
    answer = await client.post(f"/webhooks/deliveries/{delivery.delivery_id}/replays")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
