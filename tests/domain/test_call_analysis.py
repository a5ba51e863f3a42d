"""call_analysis.v1: what a profile may ask for, and how it reaches a model."""

import json
from typing import Any

import pytest

from callinsight.domain.call_analysis import FIELDS, fields_schema
from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.profile import load_profile
from callinsight.domain.prompt import prompt_hash, requests_of
from callinsight.domain.question import answer_schema
from callinsight.domain.strict_schema import strict_problems, takes_strict
from callinsight.domain.unanswered import answered
from callinsight.output_schema import require_fitting
from tests.builders import a_profile
from tests.domain.speech import a_transcript
from tests.stubs.schema_answers import answer_to

GOOD = {"profile_id": "p", "name": "P", "fields": ["summary", "issues"]}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_enforced_and_answered_alone(field: str) -> None:
    schema = fields_schema((field,))
    assert list(strict_problems(schema)) == []
    assert list(schema["properties"]) == [field, "unanswerable"]
    require_fitting(answer_to(schema), schema)


def test_all_fields_together_can_be_enforced() -> None:
    schema = fields_schema(FIELDS)
    assert takes_strict(schema)
    require_fitting(answer_to(schema), schema)
    assert "title" in schema["$defs"]["Chapter"]["properties"]
    assert '"title": "' not in json.dumps(schema)


def test_only_the_definitions_in_use_are_sent() -> None:
    assert set(fields_schema(("summary",))["$defs"]) == {"Summary", "Reason"}
    assert set(fields_schema(("agent",))["$defs"]) == {"Agent", "Claim", "Reason"}


def test_a_profile_asks_for_fields_and_adds_its_own() -> None:
    own = {
        "type": "object",
        "additionalProperties": False,
        "required": ["vip"],
        "properties": {"vip": {"type": ["boolean", "null"]}},
    }
    profile = load_profile({**GOOD, "output_schema": own, "prompts": {"vip": "A VIP?"}})
    schema = answer_schema(profile)
    assert list(schema["properties"]) == ["summary", "issues", "vip", "unanswerable"]
    assert takes_strict(schema)
    (request,) = requests_of(profile, a_transcript())
    assert "- vip: A VIP?" in request.system
    assert "letter by letter" in request.system


def test_a_prompt_may_ask_for_a_field_in_other_words() -> None:
    profile = load_profile({**GOOD, "prompts": {"summary": "Short.", "other": "Else?"}})
    schema = answer_schema(profile)
    assert list(schema["properties"]) == ["summary", "issues", "other", "unanswerable"]
    assert "$ref" in json.dumps(schema["properties"]["summary"])


def test_separate_questions_ask_each_field_with_its_reasons() -> None:
    profile = load_profile({**GOOD, "comprehensive_analysis": False})
    summary, issues = requests_of(profile, a_transcript())
    forms = summary.output_schema["properties"]["answer"]["anyOf"]
    assert [list(form["properties"]) for form in forms] == [
        ["summary", "unanswerable"],
        ["issues", "unanswerable"],
    ]
    assert takes_strict(summary.output_schema)
    assert (summary.system, issues.name) == (issues.system, "issues")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"fields": ["nonsense"]}, "fields.0: .* no field of call_analysis.v1"),
        ({"fields": []}, "fields: "),
        ({"fields": None}, "prompts: .* name what is asked"),
        (
            {"output_schema": {"type": "object", "properties": {"summary": {}}}},
            "output_schema: summary is a field of call_analysis.v1 already",
        ),
    ],
)
def test_a_wrong_choice_of_fields_is_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ProfileInvalidError, match=told):
        load_profile({**GOOD, **wrong})


def test_profiles_without_fields_keep_their_fingerprint_and_prompts() -> None:
    part = a_profile().analysis_part()
    assert "fields" not in part
    assert "part_characters" not in part
    assert prompt_hash(a_profile()) != prompt_hash(a_profile(fields=["issues"]))


def test_reasons_are_taken_out_of_the_answers() -> None:
    schema = fields_schema(("summary",))
    given = answered(
        {"summary": None, "unanswerable": [{"field": "summary", "reason": "unclear"}]}, schema
    )
    assert given.answers == {"summary": None}
    assert given.reasons == {"summary": "unclear"}
