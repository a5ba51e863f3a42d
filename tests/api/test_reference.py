"""The API's own documentation: complete, and true where it can be compared."""

import re
from typing import Any

import pytest
from fastapi import APIRouter
from jsonschema import Draft202012Validator

from callinsight.api import problems
from callinsight.api.app import create_app
from tests.api.conformance import operations_of
from tests.api.scope_matrix import COLUMNS, PAGE

DOCUMENT = create_app().openapi()
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for method, path, operation in operations_of(DOCUMENT)
}
# Documents whose types are an answer's own: those of providers, and what never ends.
NO_SCHEMA = {"get_provider_answer", "watch_calls", "export_calls"}


def fits(example: Any, schema: dict[str, Any]) -> None:
    whole = {**schema, "components": DOCUMENT["components"]}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        example
    )


def lacking(document: dict[str, Any]) -> list[str]:
    """Name what an operation leaves unsaid."""
    return [
        f"{operation['operationId']}: {what}"
        for _, _, operation in operations_of(document)
        for what, is_there in _said(operation).items()
        if not is_there
    ]


def _said(operation: dict[str, Any]) -> dict[str, bool]:
    answers = operation["responses"]
    good = [answer for status, answer in answers.items() if status < "3"]
    contents = [content for answer in good for content in answer["content"].values()]
    parameters = operation.get("parameters", [])
    return {
        "a summary": 5 < len(operation["summary"]) < 100,
        "a description": len(operation["description"]) > 10,
        "a tag that is explained": set(operation["tags"]) <= {t["name"] for t in DOCUMENT["tags"]},
        "an example of its answer": any("example" in content for content in contents),
        "an example of its request": all(
            "example" in content
            for content in operation.get("requestBody", {}).get("content", {}).values()
        ),
        "what its parameters mean": all("description" in each for each in parameters),
        "what may go wrong": "500" in answers,
    }


def test_every_operation_says_what_it_does_and_shows_it() -> None:
    assert lacking(DOCUMENT) == []
    assert len(OPERATIONS) == sum(1 for _ in operations_of(DOCUMENT))


def test_a_route_that_says_nothing_is_noticed() -> None:
    app, router = create_app(), APIRouter()

    @router.get("/mute", tags=["unknown"])
    async def mute(count: int) -> dict[str, int]:
        return {}

    app.include_router(router)
    named = {line.partition(": ")[2] for line in lacking(app.openapi())}
    assert {"a description", "a tag that is explained", "an example of its answer"} <= named


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_examples_are_what_the_schemas_describe(operation_id: str) -> None:
    operation = OPERATIONS[operation_id][2]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        fits(content["example"], content["schema"])
    for parameter in operation.get("parameters", []):
        for example in parameter["schema"].get("examples", []):
            fits(example, parameter["schema"])
    good = next(answer for status, answer in operation["responses"].items() if status < "3")
    content = good["content"].get("application/json")
    if content is not None and "schema" in content:
        fits(content["example"], content["schema"])
    else:
        assert operation_id in NO_SCHEMA


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_refusal_is_a_problem_with_a_code_and_an_example(operation_id: str) -> None:
    for status, answer in OPERATIONS[operation_id][2]["responses"].items():
        if status < "4":
            continue
        (content,) = answer["content"].values()
        assert [*answer["content"]] == ["application/problem+json"]
        for code, example in content["examples"].items():
            fits(example["value"], content["schema"])
            assert (example["value"]["code"], example["value"]["status"]) == (code, int(status))


def test_the_scopes_are_those_of_the_matrix() -> None:
    rows = re.findall(r"^\| `([A-Z]+) (\S+)` \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    enough = {
        (method, path): {
            name for name, may in zip(COLUMNS, answers.split(" | "), strict=True) if may == "yes"
        }
        for method, path, answers in rows
    }
    implied = {"read": {"read", "write", "admin"}, "write": {"write", "admin"}}
    for method, path, operation in OPERATIONS.values():
        told = operation.get("security")
        (scopes,) = {tuple(*scheme.values()) for scheme in told} if told else {("nothing",)}
        wanted = implied.get(scopes[0], {scopes[0]}) if scopes else set(COLUMNS[1:])
        assert enough[method.upper(), path] >= wanted, path
        assert told is None or "nothing" not in enough[method.upper(), path], path


def test_every_code_that_a_request_can_meet_is_listed() -> None:
    listed = {
        code
        for _, _, operation in OPERATIONS.values()
        for status, answer in operation["responses"].items()
        if status >= "4"
        for code in answer["content"]["application/problem+json"]["examples"]
    }
    known = {error.code for error in (*problems._STATUS, *problems._FIELD)}
    assert known - listed == set()
    assert {"input_invalid", "not_local", "internal", "service_unavailable"} <= listed


def test_names_that_a_pattern_does_not_allow_are_told_to_be_refused() -> None:
    metadata = DOCUMENT["components"]["schemas"]["NewCall"]["properties"]["metadata"]
    assert metadata["patternProperties"]
    assert metadata["additionalProperties"] is False
