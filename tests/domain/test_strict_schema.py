"""Which schemas a provider can enforce."""

from typing import Any

import pytest

from callinsight.adapters.shipped_profiles import shipped_profiles
from callinsight.domain.question import answer_schema
from callinsight.domain.strict_schema import takes_strict
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


def test_a_field_may_have_the_name_of_a_keyword() -> None:
    fields = {"not": {"type": "string"}, "if": {"type": "string"}}
    assert takes_strict({**CLOSED, "properties": fields, "required": ["if", "not"]})
