"""Announcing, listing and looking at calls."""

import httpx
import pytest

from callinsight.domain.erasure import tombstone
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_run, settings
from tests.fakes.calls import FakeCallStore
from tests.steps.conftest import run_once


async def test_a_call_is_announced_with_its_metadata(client: httpx.AsyncClient) -> None:
    answer = await client.post("/calls", json={"profile_id": "sales", "metadata": {"agent": "A"}})
    assert answer.status_code == 201
    call = answer.json()
    assert (call["status"], call["metadata"]) == ("PendingUpload", {"agent": "A"})
    assert answer.headers["Location"] == f"/calls/{call['call_id']}"
    assert (await client.get(answer.headers["Location"])).json() == call


async def test_an_idempotency_key_makes_one_call(client: httpx.AsyncClient) -> None:
    answers = [
        await client.post("/calls", json={}, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    other = await client.post("/calls", json={}, headers={"Idempotency-Key": "other"})
    assert other.json()["call_id"] != answers[0].json()["call_id"]


@pytest.mark.parametrize(
    "body", [{"profile_id": "sales"}, {"metadata": {"agent": "A"}}, {"priority": "backfill"}]
)
async def test_an_idempotency_key_is_not_used_for_another_call(
    client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    await client.post("/calls", json={}, headers={"Idempotency-Key": "k"})
    answer = await client.post("/calls", json=body, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert answer.json()["field"] == "idempotency-key"
    assert len((await client.get("/calls")).json()["calls"]) == 1


async def test_a_body_that_means_the_same_is_the_same(client: httpx.AsyncClient) -> None:
    bodies = [
        {"metadata": {"a": "1", "b": "2"}},
        {"metadata": {"b": "2", "a": "1"}, "priority": "live"},
    ]
    made = {
        (await client.post("/calls", json=body, headers={"Idempotency-Key": "k"})).json()["call_id"]
        for body in bodies
    }
    assert len(made) == 1


async def test_a_binding_without_its_call_is_made_good(
    client: httpx.AsyncClient, services: Services
) -> None:
    """The API died between remembering the key and adding the call."""
    first = await client.post("/calls", json={}, headers={"Idempotency-Key": "k"})
    assert isinstance(services.calls, FakeCallStore)
    services.calls.records.clear()
    answer = await client.post("/calls", json={}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["call_id"]) == (201, first.json()["call_id"])


async def test_a_finished_call_shows_everything_about_it(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    shown = (await client.get(f"/calls/{call.call_id}")).json()
    assert shown["status"] == "Completed"
    assert shown["analysis"]["answers"]["summary"] == "an answer"
    assert (shown["sound"]["channels"], shown["sound"]["dual_mono"]) == (2, False)
    assert shown["metrics"]["talk_ratio"]
    assert shown["steps"]["transcribe"]["tries"] == 1
    assert [entry["status"] for entry in shown["history"]][-1] == "Completed"
    assert not {"fence", "owner", "costs", "recording"} & set(shown)


async def test_a_call_links_to_its_run_where_the_ui_is_known(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services, run_id="a/b")
    assert (await client.get(f"/calls/{call.call_id}")).json()["run_url"] is None
    services.settings = settings(callinsight_prefect_ui_url="https://prefect.example/")
    shown = (await client.get(f"/calls/{call.call_id}")).json()
    assert shown["run_url"] == "https://prefect.example/runs/flow-run/a%2Fb"


async def test_a_large_analysis_is_shown_whole(
    client: httpx.AsyncClient, services: Services
) -> None:
    away = {"artifact": "large", "listed": {"topic": "Refund", "outcome": None, "flags": []}}
    call = await a_call_with_audio(services, analysis=away)
    assert (await client.get(f"/calls/{call.call_id}")).json()["analysis"] == away
    await services.artifacts.put("large", b'{"answers": {"topic": "Refund"}}')
    shown = (await client.get(f"/calls/{call.call_id}")).json()["analysis"]
    assert shown == {"answers": {"topic": "Refund"}, "artifact": "large"}


@pytest.mark.parametrize("call_id", ["0" * 26, "x", "...", "%00", "a" * 500])
async def test_an_unknown_call_is_a_404(client: httpx.AsyncClient, call_id: str) -> None:
    answer = await client.get(f"/calls/{call_id}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_erased_call_is_a_404_and_in_no_list(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    await services.calls.apply(tombstone(call, services.clock()))
    assert (await client.get(f"/calls/{call.call_id}")).json()["code"] == "call_not_found"
    assert (await client.get("/calls")).json()["calls"] == []


async def test_calls_are_listed_page_by_page(client: httpx.AsyncClient, services: Services) -> None:
    made = [(await a_call_with_audio(services)).call_id for _ in range(5)]
    first = (await client.get("/calls", params={"limit": 3})).json()
    second = (await client.get("/calls", params={"limit": 3, "cursor": first["cursor"]})).json()
    assert [c["call_id"] for c in first["calls"] + second["calls"]] == made[::-1]
    assert second["cursor"] is None
    assert "metadata" not in first["calls"][0]


async def test_lists_are_filtered(client: httpx.AsyncClient, services: Services) -> None:
    call = await a_call_with_audio(services)
    await client.post("/calls", json={})
    queued = (await client.get("/calls", params={"status": "Queued"})).json()
    assert [c["call_id"] for c in queued["calls"]] == [call.call_id]
    mine = (await client.get("/calls", params={"profile_id": "default"})).json()
    assert [c["call_id"] for c in mine["calls"]] == [call.call_id]
    before = (await client.get("/calls", params={"created_to": "2020-01-01T00:00:00Z"})).json()
    assert before["calls"] == []


async def test_lists_are_filtered_by_what_they_show(client: httpx.AsyncClient) -> None:
    people = {"customer": "Ada", "agent": "Bob"}
    made = (await client.post("/calls", json={"metadata": people})).json()["call_id"]
    await client.post("/calls", json={"metadata": {"customer": "Eve"}})
    for params in ({"customer": "ada"}, {"agent": "BOB"}, {"q": "ob"}):
        found = (await client.get("/calls", params=params)).json()["calls"]
        assert [call["call_id"] for call in found] == [made]
    row = found[0]
    assert (row["customer"], row["agent"], row["flags"], row["step"]) == ("Ada", "Bob", [], None)
    assert row["status_since"] == row["created_at"]
    assert (await client.get("/calls", params={"flag": "stale"})).json()["calls"] == []


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"status": "Nowhere"}, "status"),
        ({"limit": "0"}, "limit"),
        ({"created_from": "yesterday"}, "created_from"),
        ({"created_from": "2026-01-01T00:00:00"}, "created_from"),
        (
            {"created_from": "2026-01-01T02:00:00+01:00", "created_to": "2026-01-01T00:59:59Z"},
            "created_to",
        ),
        ({"cursor": "nonsense"}, "cursor"),
        ({"flag": "red"}, "flag"),
        ({"q": ""}, "q"),
        ({"customer": "x" * 201}, "customer"),
    ],
)
async def test_wrong_input_is_a_422_that_names_the_field(
    client: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await client.get("/calls", params=params)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("body", ["{", '{"metadata": {]}', "nothing", "", "[]"])
async def test_a_body_that_cannot_be_read_is_called_body(
    client: httpx.AsyncClient, body: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/calls", content=body, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (422, "body")


@pytest.mark.parametrize("end", ["2200-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
async def test_a_list_may_end_after_all_time(
    client: httpx.AsyncClient, services: Services, end: str
) -> None:
    call = await a_call_with_audio(services)
    span = {"created_from": "0001-01-01T00:00:00+14:00", "created_to": end}
    listed = (await client.get("/calls", params=span)).json()
    assert [c["call_id"] for c in listed["calls"]] == [call.call_id]


async def test_a_problem_never_quotes_what_was_sent(client: httpx.AsyncClient) -> None:
    for body in ({"metadata": {"agent name!": "canary"}}, {"canary": 1}, {"profile_id": "canary!"}):
        answer = await client.post("/calls", json=body)
        assert answer.status_code == 422
        assert "canary" not in answer.json()["detail"].replace("canary: Extra", "")


async def test_a_cursor_of_nobody_is_a_422(client: httpx.AsyncClient) -> None:
    answer = await client.get("/calls", params={"cursor": "nonsense"})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_an_unknown_path_or_method_is_a_problem_document(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nothing")).json()["code"] == "not_found"
    assert (await client.delete("/healthz")).json()["code"] == "method_not_allowed"
