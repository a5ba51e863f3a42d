"""Budgets, as programs and the page ask for them."""

from datetime import timedelta

import httpx
import pytest

from callinsight.domain.budget import ALL, Reservation
from callinsight.services import Services
from tests.builders import a_queued_call, settings
from tests.domain.test_ledger import a_line


@pytest.fixture
def limited(services: Services) -> Services:
    services.settings = settings(budget_usd_per_day=10)
    return services


async def test_without_any_there_is_no_limit(client: httpx.AsyncClient, services: Services) -> None:
    told = (await client.get("/budgets")).raise_for_status().json()
    assert told == {"day": services.clock().date().isoformat(), "budgets": []}


async def test_each_says_what_is_spent_held_and_left(
    client: httpx.AsyncClient, limited: Services
) -> None:
    today, store = limited.clock().date(), limited.budget_store
    await store.open_day(today, ALL, 4.0)
    wanted = Reservation(call_id="c", fingerprint="f", day=today, usd=0.5, scopes=(ALL,))
    await store.reserve(wanted, {ALL: 10.0})
    (told,) = (await client.get("/budgets")).raise_for_status().json()["budgets"]
    assert told == {
        "profile_id": None,
        "usd_per_day": 10.0,
        "spent": 4.0,
        "held": 0.5,
        "left": 5.5,
        "author": None,
        "set_at": None,
    }


async def test_one_that_is_set_goes_before_the_setting_until_it_is_dropped(
    client: httpx.AsyncClient, limited: Services
) -> None:
    told = (await client.put("/budgets", json={"usd_per_day": 25})).raise_for_status().json()
    assert [(one["usd_per_day"], one["author"]) for one in told["budgets"]] == [(25.0, "local")]
    query = {"profile_id": "default"}
    told = (await client.put("/budgets", params=query, json={"usd_per_day": 5})).json()
    assert [one["profile_id"] for one in told["budgets"]] == [None, "default"]
    await client.delete("/budgets", params=query)
    told = (await client.delete("/budgets")).raise_for_status().json()
    assert [(one["usd_per_day"], one["author"]) for one in told["budgets"]] == [(10.0, None)]


async def test_a_profile_that_is_not_there_gets_none(
    client: httpx.AsyncClient, limited: Services
) -> None:
    query = {"profile_id": "nobody"}
    answer = await client.put("/budgets", params=query, json={"usd_per_day": 5})
    assert answer.json()["code"] == "profile_not_found"
    assert await limited.budget_store.limits() == []


@pytest.mark.parametrize("usd", [0, -1, 1e12, "much", None])
async def test_a_limit_is_an_amount_above_nothing(
    client: httpx.AsyncClient, limited: Services, usd: object
) -> None:
    answer = await client.put("/budgets", json={"usd_per_day": usd})
    assert answer.status_code == 422
    assert await limited.budget_store.limits() == []


async def test_calls_that_wait_for_a_budget_are_let_go(
    client: httpx.AsyncClient, limited: Services
) -> None:
    now = limited.clock()
    waits = {"status_reason": "budget", "due_at": now + timedelta(hours=9)}
    call = a_queued_call(now, **waits)
    await limited.calls.add(call)
    await limited.calls.add(a_queued_call(now, **{**waits, "status_reason": "provider_busy"}))
    assert (await client.post("/budgets/resumption")).json() == {"resumed": 1}
    again = await limited.reruns.existing(call.call_id)
    assert again.due_at is not None
    assert again.due_at <= limited.clock()


async def test_what_today_had_cost_before_a_limit_was_set_is_spent(
    client: httpx.AsyncClient, services: Services
) -> None:
    await services.ledger.add(a_line(at=services.clock(), usd=0.75, profile_id="default"))
    told = (await client.put("/budgets", json={"usd_per_day": 2})).json()["budgets"]
    assert [(one["spent"], one["left"]) for one in told] == [(0.75, 1.25)]
