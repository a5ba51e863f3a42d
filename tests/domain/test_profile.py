"""Profiles: what a person may write, and what is said about a mistake."""

from typing import Any

import pytest

from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.profile import load_profile
from tests.builders import a_profile

CANARY = "S3cr3t value!"
A_FIELD = {"summary": {"type": "string"}}
GOOD: dict[str, Any] = {"profile_id": "sales", "name": "Sales", "prompts": {"summary": "What?"}}


def test_a_profile_needs_an_id_a_name_and_a_question() -> None:
    profile = load_profile(GOOD)
    assert (profile.profile_id, profile.version, profile.name) == ("sales", 1, "Sales")
    assert profile.comprehensive_analysis
    assert profile.transcription.channel_roles == ("agent", "customer")


def test_a_profile_comes_back_from_what_is_stored() -> None:
    profile = a_profile(
        keywords={"money": ["refund"]},
        checks=[{"name": "greeting", "any_of": ["hello"], "role": "agent", "within": "start"}],
        transcription={"language": "de", "keyterms": ["CallInsight"]},
    )
    assert load_profile(profile.model_dump(mode="json")) == profile


def test_a_schema_of_an_object_with_fields_is_taken_as_it_is() -> None:
    schema = {"type": "object", "properties": A_FIELD, "additionalProperties": False}
    assert load_profile({**GOOD, "output_schema": schema}).output_schema == schema
    assert load_profile({**GOOD, "output_schema": None}).output_schema is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"profile_id": CANARY}, "profile_id"),
        ({"profile_id": "-x"}, "profile_id"),
        ({"profile_id": "x" * 65}, "profile_id"),
        ({"version": CANARY}, "version"),
        ({"version": 0}, "version"),
        ({"name": ""}, "name"),
        ({"name": CANARY * 20}, "name"),
        ({"temperature": CANARY}, "temperature"),
        ({"temperature": 2.1}, "temperature"),
        ({"prompts": CANARY}, "prompts"),
        ({"prompts": {}}, "prompts"),
        ({"prompts": {"summary": [CANARY]}}, "prompts.summary"),
        ({"comprehensive_analysis": CANARY}, "comprehensive_analysis"),
        ({"output_schema": CANARY}, "output_schema"),
        ({"output_schema": {}}, "output_schema"),
        ({"output_schema": {"type": "object"}}, "output_schema"),
        ({"output_schema": {"type": "object", "properties": {}}}, "output_schema"),
        ({"output_schema": {"type": "object", "properties": [CANARY]}}, "output_schema"),
        ({"output_schema": {"type": "object", "properties": {"a": CANARY}}}, "output_schema"),
        ({"output_schema": {"type": "array", "properties": A_FIELD}}, "output_schema"),
        ({"output_schema": {"type": CANARY, "properties": A_FIELD}}, "output_schema"),
        ({"output_schema": {"properties": A_FIELD}}, "output_schema"),
        ({"transcription": {"num_speakers": 33}}, "transcription.num_speakers"),
        ({"transcription": {"channel_roles": [CANARY]}}, "transcription.channel_roles.0"),
        ({"transcription": {"keyterms": ["ok", CANARY * 9]}}, "transcription.keyterms.1"),
        ({"transcription": {"diarise": True}}, "transcription.diarise"),
        ({"keywords": {"money": CANARY}}, "keywords.money"),
        ({"checks": [{"name": "greeting", "any_of": []}]}, "checks.0.any_of"),
        ({"checks": [{"name": "x", "any_of": ["a"], "role": CANARY}]}, "checks.0.role"),
        ({"checks": [{"name": "x", "any_of": ["a"], "within": CANARY}]}, "checks.0.within"),
        ({"prompt": {"summary": CANARY}}, "prompt"),
    ],
)
def test_a_mistake_is_named_by_its_field_and_never_quoted(
    wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ProfileInvalidError) as refusal:
        load_profile({**GOOD, **wrong})
    message = str(refusal.value)
    assert message.startswith(f"Profile field {field}: ")
    assert message.endswith(".")
    assert message.count(". ") == 0
    assert "\n" not in message
    assert CANARY not in message
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("missing", GOOD)
def test_a_missing_field_is_named(missing: str) -> None:
    document = {name: value for name, value in GOOD.items() if name != missing}
    told = "must name what is asked" if missing == "prompts" else "Field required"
    with pytest.raises(ProfileInvalidError, match=f"Profile field {missing}: .*{told}."):
        load_profile(document)


@pytest.mark.parametrize("name", ["Summary", "1st", "two words", "", "x" * 65])
def test_a_question_whose_name_is_no_field_name_is_refused(name: str) -> None:
    with pytest.raises(ProfileInvalidError, match="Profile field prompts"):
        load_profile({**GOOD, "prompts": {name: "What?"}})


@pytest.mark.parametrize("document", [None, 7, CANARY, [CANARY]])
def test_something_that_is_no_profile_at_all_is_refused(document: object) -> None:
    with pytest.raises(ProfileInvalidError, match="Profile field document: ") as refusal:
        load_profile(document)
    assert CANARY not in str(refusal.value)


def test_a_release_with_more_settings_pays_no_analysis_again() -> None:
    asked = (
        '{"profile_id":"sales","version":1,"openai_model":"gpt-6-luna","system_prompt":"",'
        '"prompts":{"summary":"What?"},"comprehensive_analysis":true,"keywords":{},"checks":[]}'
    )
    assert load_profile(GOOD).analysis_part() == asked


def test_what_a_schema_says_of_null_is_part_of_an_analysis() -> None:
    fields = {"summary": {"enum": [None, "short"], "default": None}}
    schema = {"type": "object", "properties": fields}
    profile = load_profile({**GOOD, "output_schema": schema})
    assert '"enum":[null,"short"],"default":null' in profile.analysis_part()
