"""Every change leaves one line: who, what, when."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.domain.audit import AuditLine
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_run
from tests.domain.canaries import CANARY
from tests.fakes.audit import FakeAuditLog
from tests.steps.conftest import run_once

Change = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


def _change(method: str, path: str, **request: Any) -> Change:
    async def sent(client: httpx.AsyncClient, call_id: str) -> httpx.Response:
        return await client.request(method, path.format(call_id=call_id), **request)

    return sent


# A request of each route that changes something, and the action of its line.
CHANGES: dict[str, tuple[str, Change]] = {
    "POST /calls": ("call.create", _change("POST", "/calls", json={"metadata": {"a": CANARY}})),
    "GET /calls/{call_id}/upload-url": (
        "call.upload_link",
        _change("GET", "/calls/{call_id}/upload-url", params={"fileName": CANARY, "replace": 1}),
    ),
    "PATCH /calls/{call_id}": (
        "call.change",
        _change("PATCH", "/calls/{call_id}", json={"swap_roles": True, "metadata": {"a": CANARY}}),
    ),
    "POST /profiles/{profile_id}/versions": (
        "profile.version",
        _change("POST", "/profiles/p/versions", json={"name": CANARY, "prompts": {"a": CANARY}}),
    ),
    "PUT /profiles/{profile_id}/current": (
        "profile.current",
        _change("PUT", "/profiles/default/current", json={"version": 1}),
    ),
    "POST /calls/{call_id}/questions": (
        "call.ask",
        _change("POST", "/calls/{call_id}/questions", json={"text": CANARY}),
    ),
    "PUT /calls/{call_id}/corrections/{pointer}": (
        "answer.correct",
        _change(
            "PUT",
            "/calls/{call_id}/corrections/summary",
            json={"expected": CANARY, "reason": CANARY},
        ),
    ),
    "DELETE /calls/{call_id}/corrections/{pointer}": (
        "answer.take_back",
        _change("DELETE", "/calls/{call_id}/corrections/summary"),
    ),
    "PUT /budgets": (
        "budget.set",
        _change("PUT", "/budgets", params={"profile_id": "default"}, json={"usd_per_day": 2}),
    ),
    "DELETE /budgets": ("budget.drop", _change("DELETE", "/budgets")),
    "POST /budgets/resumption": ("budget.resume", _change("POST", "/budgets/resumption")),
    "DELETE /calls/{call_id}": ("call.erase", _change("DELETE", "/calls/{call_id}")),
    "POST /calls/{call_id}/reruns": (
        "call.rerun",
        _change("POST", "/calls/{call_id}/reruns", json={"from": "analyze"}),
    ),
}
# Routes that change nothing a person has asked for.
UNNOTED = {
    "POST /events/elevenlabs",  # a provider's webhook
    "POST /events/s3",  # a sender's webhook
    "POST /calls/{call_id}/cancellation",  # noted: test_cancellations.py
    "PUT /calls/{call_id}/scores/{scorecard}/{criterion}",  # noted: test_scores.py
    "DELETE /calls/{call_id}/scores/{scorecard}/{criterion}",  # noted: test_scores.py
    "POST /estimates",  # nothing is stored
    "POST /reanalyses",  # noted: test_reanalyses.py
    "PATCH /reanalyses/{job_id}",  # noted: test_reanalyses.py
    "POST /profiles/{profile_id}/evaluations",  # noted: test_evaluations.py
    "PUT /calls/{call_id}/hold",  # noted: test_holds.py
    "DELETE /calls/{call_id}/hold",  # noted: test_holds.py
    "POST /profiles/checks",  # nothing is stored
    "POST /webhooks/deliveries/{delivery_id}/replays",  # noted: test_outgoing_webhooks.py
}


@pytest.fixture
def lines(services: Services) -> list[AuditLine]:
    assert isinstance(services.audit_log, FakeAuditLog)
    return services.audit_log.lines


async def _finished(services: Services) -> str:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    return call.call_id


def test_every_route_that_changes_something_is_examined_here() -> None:
    changing = {
        f"{method.upper()} {path}"
        for path, methods in create_app().openapi()["paths"].items()
        for method in methods
        if method != "get"
    }
    assert changing - UNNOTED == {route for route in CHANGES if not route.startswith("GET")}


@pytest.mark.parametrize("route", CHANGES)
async def test_a_change_leaves_exactly_one_line_and_no_word_of_it(
    client: httpx.AsyncClient, services: Services, lines: list[AuditLine], route: str
) -> None:
    action, change = CHANGES[route]
    answer = await change(client, await _finished(services))
    assert answer.is_success
    assert [(line.action, line.kind, line.actor) for line in lines] == [(action, "local", "local")]
    assert CANARY not in lines[0].model_dump_json()


@pytest.mark.parametrize("route", [route for route in CHANGES if "{call_id}" in route])
async def test_a_change_that_is_refused_leaves_none(
    client: httpx.AsyncClient, services: Services, lines: list[AuditLine], route: str
) -> None:
    answer = await CHANGES[route][1](client, "0" * 26)
    assert (answer.status_code, lines) == (404, [])


async def test_a_repeated_announcement_is_one_change(
    client: httpx.AsyncClient, lines: list[AuditLine]
) -> None:
    for _ in range(2):
        await client.post("/calls", json={}, headers={"Idempotency-Key": "k"})
    assert len(lines) == 1


async def test_a_change_stands_though_its_line_is_not_kept_and_the_log_has_it_then(
    client: httpx.AsyncClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def away(_: AuditLine) -> None:
        raise ServiceUnavailableError("The table is away.")

    monkeypatch.setattr(services.audit_log, "add", away)
    with caplog.at_level(logging.ERROR):
        answer = await client.post("/calls", json={"metadata": {"a": CANARY}})
    assert answer.status_code == 201
    assert "not kept (service_unavailable)" in caplog.text
    assert "call.create" in caplog.text
    assert answer.json()["call_id"] in caplog.text
    assert CANARY not in caplog.text


async def test_the_lines_of_a_call_are_told_newest_first(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await _finished(services)
    await client.post("/calls", json={})
    await client.patch(f"/calls/{call_id}", json={"swap_roles": True})
    await client.post(f"/calls/{call_id}/reruns", json={"from": "analyze"})
    told = (await client.get(f"/calls/{call_id}/audit")).json()["lines"]
    assert [line["action"] for line in told] == ["call.rerun", "call.change"]
    assert told[0]["details"] == {
        "from": "analyze",
        "attempt": 2,
        "profile_id": "default",
        "profile_version": 1,
    }


async def test_all_lines_are_told_page_by_page_those_of_erased_calls_too(
    client: httpx.AsyncClient, services: Services
) -> None:
    made = [(await client.post("/calls", json={})).json()["call_id"] for _ in range(3)]
    call = await services.calls.get(made[0])
    assert call is not None
    await services.calls.apply(tombstone(call, services.clock()))
    assert (await client.get(f"/calls/{made[0]}/audit")).status_code == 404
    first = (await client.get("/audit", params={"limit": 2})).json()
    rest = (await client.get("/audit", params={"cursor": first["cursor"]})).json()
    assert [line["call_id"] for line in first["lines"] + rest["lines"]] == made[::-1]
    assert rest["cursor"] is None
    refused = await client.get("/audit", params={"cursor": "nonsense"})
    assert (refused.status_code, refused.json()["field"]) == (422, "cursor")
