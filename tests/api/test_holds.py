"""Legal holds, through the API."""

import httpx
import pytest

from callinsight.domain.call import Call
from callinsight.services import Services
from tests.builders import a_queued_call

HOLD = {"reason": "The customer disputes the bill."}


@pytest.fixture
async def call(services: Services) -> Call:
    call = a_queued_call()
    await services.calls.add(call)
    return call


async def test_a_held_call_is_not_erased_until_it_is_released(
    client: httpx.AsyncClient, services: Services, call: Call
) -> None:
    path = f"/calls/{call.call_id}"
    held = (await client.put(f"{path}/hold", json=HOLD)).json()
    assert (held["hold"]["reason"], held["hold"]["author"]) == (HOLD["reason"], "local")
    refused = await client.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "call_held")
    assert HOLD["reason"] not in refused.text
    found = (await client.get("/calls", params={"flag": "held"})).json()["calls"]
    assert [row["call_id"] for row in found] == [call.call_id]

    for _ in range(2):  # one that is not held is released as well
        released = await client.delete(f"{path}/hold")
        assert (released.status_code, released.json()["hold"]) == (200, None)
    assert (await client.delete(path)).status_code == 202
    lines = await services.audit.of_call(call.call_id)
    actions = ["call.erase", "call.release", "call.release", "call.hold"]
    assert [line.action for line in lines] == actions
    assert HOLD["reason"] not in "".join(line.model_dump_json() for line in lines)


async def test_a_call_whose_erasure_has_begun_is_not_found_and_not_held(
    client: httpx.AsyncClient, call: Call
) -> None:
    path = f"/calls/{call.call_id}"
    assert (await client.delete(path)).status_code == 202
    for answer in (
        await client.put(f"{path}/hold", json=HOLD),
        await client.delete(f"{path}/hold"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "call_not_found")


@pytest.mark.parametrize("wrong", [{}, {"reason": " "}, {"reason": "x" * 501}, {**HOLD, "more": 1}])
async def test_a_hold_needs_a_reason(
    client: httpx.AsyncClient, services: Services, call: Call, wrong: dict[str, object]
) -> None:
    assert (await client.put(f"/calls/{call.call_id}/hold", json=wrong)).status_code == 422
    seen = await services.calls.get(call.call_id)
    assert seen is not None
    assert seen.hold is None
