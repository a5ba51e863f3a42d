"""Estimates over HTTP."""

import httpx
import pytest

from callinsight.services import Services
from tests.steps.test_estimates import USD, a_done_call, ledger_says


async def test_an_estimate_says_what_is_known_and_how_many_calls_are_not(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_done_call(services)
    await ledger_says(services, call)
    body = {"call_ids": [call.call_id, "gone"], "from": "analyze"}
    told = (await client.post("/estimates", json=body)).json()
    assert told.pop("usd") == pytest.approx(USD)
    assert told == {
        "calls": 1,
        "unknown": 0,
        "free": 0,
        "earlier_calls": 1,
        "prices_as_of": "2026-11-23",
    }


async def test_an_estimate_changes_nothing(client: httpx.AsyncClient, services: Services) -> None:
    call = await a_done_call(services)
    await client.post("/estimates", json={"call_ids": [call.call_id], "from": "transcribe"})
    assert await services.reruns.existing(call.call_id) == call
    assert (await services.audit.page(None, 1)).lines == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"call_ids": []},
        {"call_ids": ["a"], "from": "upload"},
        {"call_ids": ["a"] * 1001},
        {"call_ids": ["a"], "profile": "sales"},
    ],
)
async def test_a_wrong_request_is_a_422(client: httpx.AsyncClient, body: object) -> None:
    assert (await client.post("/estimates", json=body)).status_code == 422
