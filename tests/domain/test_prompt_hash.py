"""The prompt hash: a new name for every change a model could notice."""

from typing import Any

import pytest

from callinsight.domain.prompt import prompt_hash
from callinsight.domain.question import answer_schema
from tests.builders import a_profile

OWN_SCHEMA = {"type": "object", "properties": {"resolved": {"enum": ["yes", "no", None]}}}


@pytest.mark.parametrize(
    "change",
    [
        {"system_prompt": "Be brief."},
        {"prompts": {"summary": "What happened then?", "resolved": "Was it solved?"}},
        {"prompts": {"summary": "What happened?", "solved": "Was it solved?"}},
        {"prompts": {"summary": "What happened?"}},
        {"prompts": {"resolved": "Was it solved?", "summary": "What happened?"}},
        {"output_schema": OWN_SCHEMA},
    ],
)
def test_a_change_of_what_a_model_reads_changes_the_hash(change: dict[str, Any]) -> None:
    assert prompt_hash(a_profile(**change)) != prompt_hash(a_profile())


def test_the_order_of_the_questions_changes_the_hash() -> None:
    profile = a_profile(output_schema=OWN_SCHEMA)
    turned = a_profile(output_schema=OWN_SCHEMA, prompts=dict(reversed(profile.prompts.items())))
    assert turned.prompts == profile.prompts
    assert prompt_hash(turned) != prompt_hash(profile)


@pytest.mark.parametrize(
    "change",
    [
        {"profile_id": "other"},
        {"version": 7},
        {"name": "Other"},
        {"openai_model": "gpt-other"},
        {"temperature": 0.5},
        {"transcription": {"language": "de"}},
        {"keywords": {"money": ["refund"]}},
        {"checks": [{"name": "greeting", "any_of": ["hello"]}]},
        {"output_schema": answer_schema(a_profile())},
    ],
)
def test_any_other_change_keeps_the_hash(change: dict[str, Any]) -> None:
    assert prompt_hash(a_profile(**change)) == prompt_hash(a_profile())


def test_a_hash_is_a_sha256_in_hex() -> None:
    assert len(bytes.fromhex(prompt_hash(a_profile()))) == 32
