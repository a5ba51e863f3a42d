"""Lists as files."""

import csv
import io
import json

import httpx
import pytest

from callinsight.domain.erasure import tombstone
from callinsight.services import Services
from tests.builders import a_call_with_audio


@pytest.fixture
async def call_ids(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Seven calls, newest first, on pages of three."""
    monkeypatch.setattr("callinsight.api.exporting._PAGE", 3)
    made = []
    for number in range(7):
        spoke = {"customer": "=cmd|' /C calc'!A0" if number % 2 else 'Ada, "the" first'}
        made.append((await a_call_with_audio(services, metadata=spoke)).call_id)
    return made[::-1]


async def test_csv_holds_every_call_once_and_runs_nothing(
    client: httpx.AsyncClient, call_ids: list[str]
) -> None:
    answer = await client.get("/calls/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="callinsight-calls-20'
    )
    rows = [*csv.DictReader(io.StringIO(answer.text, newline=""))]
    assert [row["call_id"] for row in rows] == call_ids
    assert {row["customer"] for row in rows} == {"'=cmd|' /C calc'!A0", 'Ada, "the" first'}
    assert rows[0]["status"] == "Queued"


async def test_json_lines_are_rows_of_the_list(
    client: httpx.AsyncClient, call_ids: list[str]
) -> None:
    answer = await client.get("/calls/export", params={"format": "jsonl"})
    listed = (await client.get("/calls")).json()["calls"]
    assert [json.loads(line) for line in answer.text.splitlines()] == listed


async def test_an_export_is_filtered_like_a_list(
    client: httpx.AsyncClient, call_ids: list[str]
) -> None:
    params = {"format": "jsonl", "q": "ada"}
    lines = (await client.get("/calls/export", params=params)).text.splitlines()
    assert [json.loads(line)["call_id"] for line in lines] == call_ids[::2]
    nothing = await client.get("/calls/export", params={"status": "Completed"})
    assert len(nothing.text.splitlines()) == 1


async def test_chosen_calls_are_exported_without_those_that_are_gone(
    client: httpx.AsyncClient, services: Services, call_ids: list[str]
) -> None:
    gone = await services.reruns.existing(call_ids[1])
    await services.calls.apply(tombstone(gone, services.clock()))
    chosen = [call_ids[3], call_ids[1], "0" * 26, call_ids[0], call_ids[3]]
    params = {"format": "jsonl", "call_id": chosen}
    lines = (await client.get("/calls/export", params=params)).text.splitlines()
    assert [json.loads(line)["call_id"] for line in lines] == [call_ids[3], call_ids[0]]


async def test_an_export_ends_somewhere(
    client: httpx.AsyncClient, call_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.api.exporting.EXPORTED_AT_MOST", 4)
    lines = (await client.get("/calls/export", params={"format": "jsonl"})).text.splitlines()
    assert [json.loads(line)["call_id"] for line in lines] == call_ids[:4]


async def test_wrong_input_is_told_before_the_file_begins(client: httpx.AsyncClient) -> None:
    for params in ({"format": "pdf"}, {"flag": "red"}, {"call_id": ""}):
        assert (await client.get("/calls/export", params=params)).status_code == 422
