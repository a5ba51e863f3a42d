"""Answers over HTTP that a person puts right: they feed the golden set."""

import json
from typing import Any

import httpx
import pytest

from callinsight.services import Services
from tests.builders import a_call_with_audio, a_queued_call, a_run
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

JSON = {"content-type": "application/json"}
WORD = {"expected": "It was not solved.", "reason": "The customer hung up."}


async def a_finished_call(services: Services, **fields: Any) -> str:
    call = await a_call_with_audio(services, **fields)
    await run_once(services, call.call_id, a_run(call))
    return call.call_id


async def test_a_correction_keeps_the_models_value_the_author_and_the_reason(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await a_finished_call(services)
    answer = await client.put(f"/calls/{call_id}/corrections/resolved", json=WORD)
    told = answer.json()
    assert (answer.status_code, told["pointer"], told["found"]) == (200, "/resolved", "an answer")
    assert (told["expected"], told["author"], told["profile_id"]) == (
        WORD["expected"],
        "local",
        "default",
    )
    listed = await client.get(f"/calls/{call_id}/corrections")
    assert listed.json() == {"corrections": [told]}
    shown = (await client.get(f"/calls/{call_id}")).json()
    assert shown["analysis"]["answers"]["resolved"] == "an answer"
    line = (await services.audit.of_call(call_id))[0]
    assert (line.action, line.details) == (
        "answer.correct",
        {"field": "resolved", "profile_id": "default"},
    )


async def test_a_correction_is_a_label_that_versions_are_evaluated_by(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await a_finished_call(services)
    await client.put(f"/calls/{call_id}/corrections/resolved", json=WORD)
    comparison = await services.evaluating.compare("default", 1)
    assert [(field.pointer, field.expected) for field in comparison.fields] == [
        ("/resolved", WORD["expected"])
    ]
    assert comparison.left_out == 0


async def test_a_correction_can_be_taken_back(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await a_finished_call(services)
    for field in ("resolved", "summary"):
        await client.put(f"/calls/{call_id}/corrections/{field}", json=WORD)
    answer = await client.delete(f"/calls/{call_id}/corrections/resolved")
    assert [each["pointer"] for each in answer.json()["corrections"]] == ["/summary"]


@pytest.mark.parametrize(
    ("pointer", "body", "status", "code"),
    [
        ("nothing", WORD, 404, "answer_not_found"),
        ("issues/0", WORD, 422, "validation_error"),
        ("resolved", {"expected": None}, 422, "validation_error"),
        ("resolved", {"expected": 1, "reason": " "}, 422, "validation_error"),
        ("resolved", {"expected": "\ud800", "reason": "x"}, 422, "validation_error"),
        ("resolved", {"expected": "x" * 30_000, "reason": "x"}, 409, "conflict"),
    ],
)
async def test_what_is_no_correction_is_refused(
    client: httpx.AsyncClient,
    services: Services,
    pointer: str,
    body: dict[str, Any],
    status: int,
    code: str,
) -> None:
    call_id = await a_finished_call(services)
    sent = json.dumps(body).encode()  # as an escape, which a JSON body may hold
    answer = await client.put(f"/calls/{call_id}/corrections/{pointer}", content=sent, headers=JSON)
    assert answer.status_code == status, answer.text
    if status != 422:
        assert answer.json()["code"] == code
    assert (await client.get(f"/calls/{call_id}/corrections")).json() == {"corrections": []}


PARTS = {
    "type": "object",
    "properties": {
        "parts": {
            "type": ["null", "object"],
            "properties": {f"part{number}": {"type": "string"} for number in range(101)}
            | {"status": {"enum": ["open", "done", None]}, "amount": {"type": "number"}},
        }
    },
}


async def a_call_in_parts(client: httpx.AsyncClient, services: Services) -> str:
    document = {
        "name": "Parts",
        "prompts": {"parts": "?"},
        "output_schema": PARTS,
        "strict_output": False,
    }
    answer = await client.post("/profiles/default/versions", json=document)
    assert answer.status_code == 201, answer.text
    return await a_finished_call(services, profile_version=answer.json()["version"])


async def test_a_call_has_at_most_a_hundred_corrections(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await a_call_in_parts(client, services)
    path = f"/calls/{call_id}/corrections/parts"
    for number in range(100):
        answer = await client.put(f"{path}/part{number}", json=WORD)
        assert answer.status_code == 200
    assert (await client.put(f"{path}/part100", json=WORD)).status_code == 409
    assert (await client.put(f"{path}/part7", json=WORD)).status_code == 200


@pytest.mark.parametrize(
    ("pointer", "expected", "told"),
    [
        ("parts", {"status": "done"}, None),
        ("parts/status", None, None),
        ("parts/amount", 12.5, None),
        ("parts", "done", "it must be null or an object"),
        ("parts", {"part7": 7}, "part7 must be a text"),
        ("parts/status", "waiting", "it must be one of open, done, None"),
        ("parts/amount", "12.50", "it must be a number"),
    ],
)
async def test_a_correction_has_the_form_of_the_answer(
    client: httpx.AsyncClient, services: Services, pointer: str, expected: Any, told: str | None
) -> None:
    call_id = await a_call_in_parts(client, services)
    body = {"expected": expected, "reason": "Heard again."}
    answer = await client.put(f"/calls/{call_id}/corrections/{pointer}", json=body)
    if told is None:
        assert (answer.status_code, answer.json()["expected"]) == (200, expected)
    else:
        problem = answer.json()
        assert (problem["status"], problem["code"]) == (422, "correction_invalid")
        assert problem["detail"] == f"The correction does not fit the answer: {told}."


async def test_a_part_that_no_version_could_answer_is_not_put_right(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await a_finished_call(services)
    answer = await client.put(f"/calls/{call_id}/corrections/summary/part", json=WORD)
    assert (answer.status_code, answer.json()["code"]) == (404, "answer_not_found")


async def test_the_form_of_the_answers_is_told(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await a_finished_call(services)
    schema = (await client.get(f"/calls/{call_id}/answers/schema")).json()
    assert schema["properties"]["resolved"]["type"] == ["string", "null"]
    services.profile_store = FakeProfileStore()  # somebody removed the version
    del services.golden_set
    assert (await client.get(f"/calls/{call_id}/answers/schema")).json() == {"type": "object"}


async def test_a_call_without_an_analysis_has_nothing_to_put_right(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = a_queued_call()
    await services.calls.add(call)
    answer = await client.put(f"/calls/{call.call_id}/corrections/summary", json=WORD)
    assert (answer.status_code, answer.json()["code"]) == (404, "result_missing")
    nobody = await client.put(f"/calls/{'0' * 26}/corrections/summary", json=WORD)
    assert nobody.json()["code"] == "call_not_found"
