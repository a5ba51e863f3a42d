"""`callinsight webhooks`."""

import asyncio
import json

import pytest

from callinsight.services import Services
from tests.api.test_outgoing_webhooks import URL, a_delivery
from tests.builders import settings
from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def configured(services: Services) -> None:
    services.settings = settings(webhook_urls=(URL,), webhook_secret="s")


def test_deliveries_are_listed_with_what_became_of_them(
    callinsight: Command, services: Services
) -> None:
    waiting = asyncio.run(a_delivery(services))
    lost = asyncio.run(a_delivery(services, failed=True))
    answer = callinsight("webhooks", "list")
    assert answer.code == 0
    assert waiting.delivery_id in answer.out
    assert "hooks.example.com" in answer.out
    assert "walrus" not in answer.out
    only = json.loads(callinsight("webhooks", "list", "--failed", "--json").out)
    assert [row["delivery_id"] for row in only["deliveries"]] == [lost.delivery_id]


def test_one_delivery_or_all_that_were_given_up_are_sent_again(
    callinsight: Command, services: Services
) -> None:
    lost = [asyncio.run(a_delivery(services, failed=True)) for _ in range(3)]
    answer = callinsight("webhooks", "replay", lost[0].delivery_id)
    assert answer.out == f"Delivery {lost[0].delivery_id} is due again.\n"
    assert callinsight("webhooks", "replay", "--all-failed").out == "2 delivery(s) due again.\n"
    lines = asyncio.run(services.audit.page(None, 10)).lines
    assert {line.details["delivery_id"] for line in lines} == {one.delivery_id for one in lost}
    assert {(line.kind, line.action) for line in lines} == {("command", "webhook.replay")}


def test_what_cannot_be_replayed_is_said(callinsight: Command, services: Services) -> None:
    asyncio.run(a_delivery(services, failed=True))
    services.settings = settings()
    assert "1 left alone" in callinsight("webhooks", "replay", "--all-failed").out
    assert callinsight("webhooks", "replay", "x").code == 1
    assert callinsight("webhooks", "replay").code == 2
