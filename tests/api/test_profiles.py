"""Profiles over HTTP."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from callinsight.domain.profile import Profile
from callinsight.domain.profile_history import Origin
from callinsight.services import Services, using
from tests.builders import a_profile, fake_services, settings
from tests.domain.canaries import CANARY
from tests.fakes.profiles import FakeProfileStore

DOCUMENT: dict[str, Any] = {"name": "Sales", "prompts": {"outcome": "Was something sold?"}}
CLOSED = {"type": "object", "additionalProperties": False, "properties": {"other": {}}}


async def test_profiles_are_listed_with_their_current_version(
    client: httpx.AsyncClient, services: Services
) -> None:
    await client.post("/profiles/sales/versions", json=DOCUMENT)
    assert (await client.get("/profiles")).json()["profiles"] == [
        {
            "profile_id": profile_id,
            "name": name,
            "version": 1,
            "openai_model": "gpt-6-luna",
            "is_default": profile_id == "default",
        }
        for profile_id, name in (("default", "Support"), ("sales", "Sales"))
    ]


async def test_a_document_becomes_the_next_version_and_earlier_ones_stay(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/profiles/default/versions", json=DOCUMENT)
    assert answer.status_code == 201
    assert (answer.json()["profile_id"], answer.json()["version"]) == ("default", 2)
    assert (await client.get("/profiles/default")).json() == answer.json()
    first = (await client.get("/profiles/default/versions/1")).json()
    assert Profile.model_validate(first) == a_profile()
    versions = (await client.get("/profiles/default/versions")).json()["versions"]
    assert versions[0].pop("created_at").endswith("Z")
    assert versions == [
        {"version": 2, "name": "Sales", "current": True, "author": "local"},
        {
            "version": 1,
            "name": "Support",
            "current": False,
            "author": None,
            "created_at": None,
        },
    ]


async def test_a_version_may_be_written_before_new_calls_use_it(
    client: httpx.AsyncClient,
) -> None:
    body = {**DOCUMENT, "make_current": False}
    assert (await client.post("/profiles/default/versions", json=body)).json()["version"] == 2
    assert (await client.get("/profiles/default")).json()["version"] == 1
    answer = await client.put("/profiles/default/current", json={"version": 2})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert (await client.get("/profiles/default")).json()["version"] == 2


async def test_two_people_who_write_at_once_both_have_a_version(
    client: httpx.AsyncClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = services.profile_store.versions

    async def slow(profile_id: str) -> Any:
        found = await real(profile_id)
        await asyncio.sleep(0)
        return found

    monkeypatch.setattr(services.profile_store, "versions", slow)
    answers = await asyncio.gather(
        *(client.post("/profiles/default/versions", json=DOCUMENT) for _ in range(3))
    )
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"prompts": {}}, "prompts"),
        ({"temperature": 3}, "temperature"),
        ({"checks": [{"name": "", "any_of": ["a"]}]}, "checks.0.name"),
        ({"output_schema": {"type": "array"}}, "output_schema"),
        ({"output_schema": {"type": "object", "properties": {"a": {"type": 1}}}}, "output_schema"),
        ({"prompts": {"outcome": " \n"}}, "prompts.outcome"),
        ({"output_schema": CLOSED}, "prompts.outcome"),
        ({"unknown": 1}, "unknown"),
        ({"make_current": "perhaps"}, "make_current"),
        ({"system_prompt": "\ud800"}, "document"),
        ({"output_schema": {"a": float("nan")}}, "document"),
    ],
)
async def test_a_wrong_document_is_refused_by_the_field(
    client: httpx.AsyncClient, services: Services, wrong: dict[str, Any], field: str
) -> None:
    body = json.dumps({**DOCUMENT, **wrong})  # httpx refuses what a hostile client sends
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/profiles/sales/versions", content=body, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert await services.profile_store.versions("sales") == []


async def test_a_check_tells_all_problems_and_no_word_of_the_document(
    client: httpx.AsyncClient,
) -> None:
    document = {"name": "", "prompts": {"A": CANARY}, "temperature": CANARY, "checks": CANARY}
    document |= {"output_schema": {"type": "object", "properties": {"a": {"$ref": "http://x"}}}}
    answer = await client.post("/profiles/checks", json={"document": document})
    problems = answer.json()["problems"]
    assert {p["field"].split(".")[0] for p in problems} == set(document)
    assert CANARY not in answer.text
    right = await client.post("/profiles/checks", json={"document": DOCUMENT})
    assert right.json() == {"problems": []}


async def test_what_a_name_may_look_like_is_said_in_words(client: httpx.AsyncClient) -> None:
    transcription = {"keyterms": ["<b>"], "entity_detection": ["A"]}
    document = {"name": "n", "prompts": {"Next step": "?"}, "transcription": transcription}
    answer = await client.post("/profiles/checks", json={"document": document})
    problems = {each["field"]: each["message"] for each in answer.json()["problems"]}
    small = "Small letters, digits and _, beginning with a letter"
    assert problems["prompts.Next step.[key]"] == small
    assert problems["transcription.entity_detection.0"] == small
    assert problems["transcription.keyterms.0"].startswith("Up to five words")
    assert "pattern" not in answer.text


async def test_a_schema_that_is_open_answers_questions_it_does_not_name(
    client: httpx.AsyncClient,
) -> None:
    opened: list[dict[str, Any]] = [
        {"additionalProperties": True},
        {"patternProperties": {"^out": {}}},
    ]
    for more in opened:
        document = {**DOCUMENT, "output_schema": {**CLOSED, **more}, "strict_output": False}
        answer = await client.post("/profiles/checks", json={"document": document})
        assert answer.json() == {"problems": []}
        answer = await client.post(
            "/profiles/checks", json={"document": document | {"strict_output": True}}
        )
        assert answer.json()["problems"][0]["field"].startswith("output_schema")


async def test_a_version_of_former_days_whose_question_is_empty_stays_readable(
    client: httpx.AsyncClient, services: Services
) -> None:
    await services.profile_store.add(a_profile("old", prompts={"a": ""}, output_schema=CLOSED))
    assert (await client.get("/profiles/old/versions/1")).json()["prompts"] == {"a": ""}


@pytest.mark.parametrize(
    "path", ["nobody", "nobody/versions", "default/versions/9", "default/versions/0"]
)
async def test_what_is_not_there_is_a_404(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/profiles/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "profile_unknown")


async def test_a_version_of_nobody_does_not_become_current(client: httpx.AsyncClient) -> None:
    answer = await client.put("/profiles/default/current", json={"version": 9})
    assert (answer.status_code, answer.json()["field"]) == (422, "version")
    unknown = await client.put("/profiles/nobody/current", json={"version": 1})
    assert unknown.status_code == 404
    assert (await client.get("/profiles/default")).json()["version"] == 1


async def test_a_profile_needs_an_id_that_is_one(client: httpx.AsyncClient) -> None:
    answer = await client.post("/profiles/-x/versions", json=DOCUMENT)
    assert (answer.status_code, answer.json()["field"]) == (422, "profile_id")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/default", None),
        ("POST", "/default/versions", DOCUMENT),
        ("PUT", "/default/current", {"version": 1}),
        ("POST", "/checks", {"document": DOCUMENT}),
    ],
)
async def test_profiles_that_are_files_are_a_409(
    client: httpx.AsyncClient, method: str, path: str, body: object
) -> None:
    with using(fake_services(settings=settings(use_profiles=False))):
        answer = await client.request(method, f"/profiles{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "profiles_disabled")


async def test_others_that_always_are_faster_are_a_conflict(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(_: Profile, _origin: Origin) -> bool:
        return False

    assert isinstance(services.profile_store, FakeProfileStore)
    monkeypatch.setattr(services.profile_store, "add", lost)
    answer = await client.post("/profiles/default/versions", json=DOCUMENT)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
