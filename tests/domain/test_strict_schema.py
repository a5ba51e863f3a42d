"""Which schemas a provider can enforce."""

from typing import Any

import pytest

from callinsight.adapters.shipped_profiles import shipped_profiles
from callinsight.domain.call_analysis import FIELDS
from callinsight.domain.call_question import question_about
from callinsight.domain.question import answer_schema, questions_of
from callinsight.domain.strict_schema import strict_problems, takes_strict
from tests.builders import a_profile

CLOSED: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["summary", "items"],
    "properties": {
        "summary": {"type": ["string", "null"]},
        "items": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    },
}


def test_a_closed_schema_that_requires_every_field_is_enforced() -> None:
    assert takes_strict(CLOSED)
    assert takes_strict(answer_schema(a_profile()))


@pytest.mark.parametrize("profile", list(shipped_profiles()), ids=lambda p: p.profile_id)
def test_the_shipped_profiles_are_enforced(profile: Any) -> None:
    assert takes_strict(answer_schema(profile))


@pytest.mark.parametrize("together", [True, False])
def test_every_question_of_ours_is_enforced(together: bool) -> None:
    profile = a_profile(prompts={}, fields=FIELDS, comprehensive_analysis=together)
    asked = (*questions_of(profile), question_about("Who called?"))
    assert [list(strict_problems(question.output_schema)) for question in asked] == [[]] * len(
        asked
    )


@pytest.mark.parametrize(
    "loose",
    [
        {"additionalProperties": True},
        {"additionalProperties": {"type": "string"}},
        {"required": ["summary"]},
        {"required": None},
        {"allOf": []},
        {"not": {}},
        {"type": "array"},
        {"properties": {**CLOSED["properties"], "items": {"type": "object"}}},
        {"properties": {**CLOSED["properties"], "items": {"type": "string", "minLength": 1}}},
        {"properties": {**CLOSED["properties"], "items": {"items": {"if": {}, "then": {}}}}},
        {"$defs": {"loose": {"type": "object", "properties": {}}}},
    ],
)
def test_an_open_schema_or_one_with_other_words_is_only_checked_by_us(loose: Any) -> None:
    assert not takes_strict({**CLOSED, **loose})


def with_field(form: Any, **more: Any) -> dict[str, Any]:
    fields = {**CLOSED["properties"], "items": form}
    return {**CLOSED, "properties": fields, **more}


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({"type": "string", "default": "x"}, "/default"),
        ({"type": "string", "dependencies": {}}, "/dependencies"),
        ({"type": "string", "examples": ["x"]}, "/examples"),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, "/uniqueItems"),
        ({"type": "array", "items": {"type": "string"}, "contains": {}}, "/contains"),
        ({"type": "array", "prefixItems": [], "items": {"type": "string"}}, "/prefixItems"),
        ({"type": "array"}, ""),
        ({"type": ["array", "null"], "items": True}, ""),
        ({}, ""),
        ({"description": "anything"}, ""),
        ({"enum": ["a", "b"]}, ""),
        ({"type": "array", "items": {}}, "/items"),
        ({"anyOf": [{"type": "string"}, {}]}, "/anyOf/1"),
        ({"type": "string", "format": "uri"}, "/format"),
        ({"$ref": "#/properties/summary", "description": "as above"}, "/$ref"),
        ({"type": "string", "enum": [f"{n:060}" for n in range(251)]}, "/enum"),
    ],
)
def test_what_a_provider_refuses_is_named_with_its_place(form: Any, pointer: str) -> None:
    (problem,) = strict_problems(with_field(form))
    assert problem.pointer == f"/properties/items{pointer}"


@pytest.mark.parametrize(
    "form",
    [
        {"$ref": "#/properties/summary"},
        {"type": "number", "minimum": 0, "exclusiveMaximum": 5, "multipleOf": 0.5},
        {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
        {"type": "string", "format": "date", "pattern": "^2", "title": "Day", "description": "x"},
        {"type": "string", "const": "a"},
        {"type": "string", "enum": [f"{n:060}" for n in range(250)]},
        {"type": "string", "enum": [f"{n:050}" for n in range(300)]},
        {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "x"},
    ],
)
def test_what_a_provider_enforces_is_no_problem(form: Any) -> None:
    assert not list(
        strict_problems({"$schema": "https://json-schema.org/draft", **with_field(form)})
    )


def test_the_whole_is_one_object() -> None:
    (problem,) = strict_problems({**CLOSED, "anyOf": [CLOSED]})
    assert problem.pointer == ""


def _object(form: Any) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False, "required": ["a"], "properties": {"a": form}
    }  # fmt: skip


def test_references_count_as_deep_as_what_they_stand_for() -> None:
    chain = {f"d{n}": _object({"$ref": f"#/$defs/d{n + 1}"}) for n in range(8)}
    last = {"d8": _object({"type": "string"})}
    deep = with_field({"$ref": "#/$defs/d0"}, **{"$defs": {**chain, **last}})
    assert [problem.pointer for problem in strict_problems(deep)] == [""]
    flatter = with_field({"$ref": "#/$defs/d1"}, **{"$defs": {**chain, **last}})
    assert not list(
        strict_problems(
            {**flatter, "$defs": {n: d for n, d in flatter["$defs"].items() if n != "d0"}}
        )
    )
    itself = {"tree": _object({"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]})}
    assert not list(strict_problems(with_field({"$ref": "#/$defs/tree"}, **{"$defs": itself})))


def test_a_field_may_have_the_name_of_a_keyword() -> None:
    fields = {"not": {"type": "string"}, "if": {"type": "string"}}
    assert takes_strict({**CLOSED, "properties": fields, "required": ["if", "not"]})
