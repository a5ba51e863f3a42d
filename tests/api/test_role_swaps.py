"""Roles over HTTP."""

import httpx
import pytest

from callinsight.services import Services
from tests.builders import a_call_with_audio, a_run
from tests.steps.conftest import run_once


async def test_roles_are_swapped_and_shown_with_their_source(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    shown = (await client.get(f"/calls/{call.call_id}")).json()
    assert shown["transcript"]["roles"]["channel_0"]["role"] == "agent"
    assert shown["analysis_stale"] is False
    answer = await client.patch(f"/calls/{call.call_id}", json={"swap_roles": True})
    assert answer.status_code == 200
    roles = answer.json()["transcript"]["roles"]
    assert (roles["channel_0"]["role"], roles["channel_0"]["source"]) == ("customer", "person")
    assert answer.json()["analysis_stale"] is True


async def test_roles_of_a_call_that_waits_are_a_conflict(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    answer = await client.patch(f"/calls/{call.call_id}", json={"swap_roles": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("body", [{}, {"swap_roles": False}, {"status": "Queued"}, []])
async def test_nothing_else_can_be_changed(
    client: httpx.AsyncClient, services: Services, body: object
) -> None:
    call = await a_call_with_audio(services)
    assert (await client.patch(f"/calls/{call.call_id}", json=body)).status_code == 422
