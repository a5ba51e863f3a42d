"""Lists as files."""

import asyncio
import csv
import io
import json

import httpx
import pytest

from callinsight.domain.call import Call
from callinsight.domain.erasure import tombstone
from callinsight.ports.calls import CallPage, CallQuery
from callinsight.services import Services
from tests.api.watching import watching
from tests.builders import a_call_with_audio, a_queued_call
from tests.fakes.calls import FakeCallStore
from tests.patience import PATIENCE


@pytest.fixture
async def call_ids(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Seven calls, newest first, on pages of three."""
    monkeypatch.setattr("callinsight.exporting.reading.PAGE", 3)
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
    assert answer.text.startswith("\ufeff")
    rows = [*csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))]
    assert [row["call_id"] for row in rows] == call_ids
    assert {row["customer"] for row in rows} == {"'=cmd|' /C calc'!A0", 'Ada, "the" first'}
    assert rows[0]["status"] == "Queued"


async def test_json_lines_are_rows_of_the_list_with_all_that_was_found_out(
    client: httpx.AsyncClient, call_ids: list[str]
) -> None:
    answer = await client.get("/calls/export", params={"format": "jsonl"})
    listed = (await client.get("/calls")).json()["calls"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["metadata"]["customer"] for line in lines] == [row["customer"] for row in listed]
    assert [
        {name: line[name] for name in row} for row, line in zip(listed, lines, strict=True)
    ] == listed


async def test_an_export_holds_the_analysis_even_if_it_lies_in_an_artifact(
    client: httpx.AsyncClient, services: Services
) -> None:
    analysis = {
        "quality": "final",
        "answers": {"summary": "=1+1", "steps": ["call", "send"], "left": {"text": "a claim"}},
        "checks": [{"name": "greeting", "passed": True}],
        "keyword_hits": [{"topic": "price"}, {"topic": "price"}],
    }
    await services.artifacts.put("artifacts/whole", json.dumps(analysis).encode())
    await a_call_with_audio(
        services,
        analysis={"artifact": "artifacts/whole"},
        metrics={"talk_ratio": {"agent": 0.6, "customer": 0.4}},
        metadata={"team": "north"},
    )
    text = (await client.get("/calls/export")).text.removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["answers.summary"] == "'=1+1"
    assert (row["keyword_topics"], row["metadata.team"]) == ("price", "north")
    assert (row["talk_share_agent"], row["talk_share_customer"]) == ("0.6", "0.4")
    assert json.loads(row["more"])["answers"] == {
        "steps": ["call", "send"],
        "left": {"text": "a claim"},
    }
    line = json.loads((await client.get("/calls/export", params={"format": "jsonl"})).text)
    assert line["analysis"]["answers"] == analysis["answers"]


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


class EndlessCallStore(FakeCallStore):
    """Has always one page more."""

    pages = 0

    async def list_calls(self, query: CallQuery) -> CallPage:
        await asyncio.sleep(0)
        self.pages += 1
        return CallPage((a_queued_call(),), cursor=str(self.pages), scanned=1)

    async def get(self, call_id: str) -> Call:
        await asyncio.sleep(0)
        return a_queued_call(call_id=call_id)


async def test_an_export_goes_on_as_its_client_reads_and_ends_when_it_leaves(
    services: Services,
) -> None:
    services.calls = calls = EndlessCallStore()
    async with watching("format=jsonl", path="/calls/export") as client:
        async with asyncio.timeout(PATIENCE):
            while calls.pages < 500:
                await asyncio.sleep(0)
        client.reads_on.clear()
        read = calls.pages
        await asyncio.sleep(0.05)
        assert calls.pages <= read + 1
    left = calls.pages
    await asyncio.sleep(0.05)
    assert calls.pages == left
    assert client.text.count("\n") >= 500
