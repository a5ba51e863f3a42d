"""The columns of exported tables."""

import json
from typing import Any

import pytest
import yaml

from callinsight.domain.answer_columns import columns_of
from callinsight.domain.evaluation import Evaluation
from callinsight.domain.export_columns import export_columns
from callinsight.domain.profile import load_profile
from callinsight.shipped import SHIPPED
from tests.builders import a_profile, a_queued_call


def row(answers: dict[str, Any], **analysis: Any) -> dict[str, Any]:
    profile = a_profile(
        prompts=dict.fromkeys(answers, "What?"),
        checks=({"name": "greeting", "any_of": ("hello",)},),
    )
    call = a_queued_call(analysis={"quality": "final", "answers": answers, **analysis})
    columns = export_columns([profile], [call])
    return dict(zip(columns.names, columns.cells(call), strict=True))


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        ("won", "won"),
        (7, 7),
        (True, "yes"),
        (None, None),
        (["a", None, False], "a; no"),
        ([{"text": "a claim", "turn_ids": [3]}, {"text": "another"}], "a claim; another"),
        ({"city": "Köln"}, '{"city": "Köln"}'),
    ],
)
def test_answers_are_written_as_a_person_would(answer: Any, cell: Any) -> None:
    assert row({"a": answer})["answers.a"] == cell


@pytest.mark.parametrize(
    ("quality", "passed", "cell"),
    [("final", True, "passed"), ("final", False, "failed"), ("draft", False, None)],
)
def test_checks_tell_how_they_ended_unless_the_words_are_a_draft(
    quality: str, passed: bool, cell: str | None
) -> None:
    checks = [{"name": "greeting", "passed": passed}]
    assert row({"a": 1}, quality=quality, checks=checks)["checks.greeting"] == cell


CLAIM = {"text": "It broke.", "quote": "it broke", "turn_ids": [3], "verified": True}
OF_A_CALL = {
    "summary": {"headline": "A defect", "short": "It broke.", "long": "It broke at home."},
    "reason_for_call": CLAIM,
    "topics": [{"id": "defect", "label": "Defect", "path": []}, {"id": "r", "label": "Refund"}],
    "issues": [CLAIM, {**CLAIM, "text": "Late"}],
    "resolution": {"status": "resolved", "evidence": CLAIM, "first_contact": False},
    "sentiment": {"overall": -2.5, "customer": None, "per_quarter": [1, None, 0, 2]},
    "callback": None,
    "compliance": [{"rule": "Say the name", "present": True}],
}


def test_fields_of_call_analysis_have_a_column_for_each_value_a_person_would_chart() -> None:
    profile = a_profile(prompts={}, fields=tuple(OF_A_CALL))
    call = a_queued_call(analysis={"quality": "final", "answers": OF_A_CALL})
    columns = export_columns([profile], [call])
    told = dict(zip(columns.names, columns.cells(call), strict=True))
    answers = {
        name.removeprefix("answers."): cell
        for name, cell in told.items()
        if name.startswith("answers.")
    }
    assert answers == {
        "summary.headline": "A defect",
        "summary.short": "It broke.",
        "summary.long": "It broke at home.",
        "reason_for_call": "It broke.",
        "topics": "Defect; Refund",
        "issues": "It broke.; Late",
        "resolution.status": "resolved",
        "resolution.first_contact": "no",
        "sentiment.overall": -2.5,
        "sentiment.customer": None,
        "sentiment.agent": None,
        "callback.is_callback": None,
        "callback.requested": None,
        "callback.when": None,
        "compliance": '{"rule": "Say the name", "present": true}',
    }
    assert json.loads(told["more"])["answers"] == {
        "resolution": {"evidence": CLAIM},
        "sentiment": {"per_quarter": [1, None, 0, 2]},
    }


@pytest.mark.parametrize("name", ["default", "sales", "collections"])
def test_every_field_of_a_shipped_profile_has_a_column(name: str) -> None:
    profile = load_profile(yaml.safe_load((SHIPPED / "profiles" / f"{name}.yaml").read_text()))
    fields = {steps[0] for steps in export_columns([profile], []).answers}
    assert fields == {*(profile.fields or ()), *profile.prompts}


def test_objects_of_a_profiles_own_schema_have_a_column_for_each_value() -> None:
    address = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "tags": {"type": "array"}},
    }
    schema = {
        "type": "object",
        "properties": {
            "customer": {"$ref": "#/$defs/customer"},
            "either": {"anyOf": [address, {"type": "object", "properties": {"x": {}}}]},
            "open": {"type": "object"},
        },
        "$defs": {
            "customer": {
                "anyOf": [
                    {"type": "null"},
                    {"type": "object", "properties": {"home": address, "again": {"$ref": "#/$defs/customer"}}},
                ]
            }
        },
    }  # fmt: skip
    told = [".".join(steps) for steps in columns_of(schema)]
    assert told == ["customer.home.city", "either", "open"]


def test_scores_categories_findings_and_lineage_have_columns() -> None:
    criteria = [{"name": "greeting", "check": "greeting"}]
    profile = a_profile(
        checks=[{"name": "greeting", "any_of": ["hello"]}],
        scorecards=[{"name": "quality", "criteria": criteria}],
    )
    finding = {"kind": "unverified_claim", "path": "/issues/0", "reason": "not_said"}
    failed = {"name": "greeting", "weight": 1, "outcome": "failed"}
    call = a_queued_call(
        analysis={"answers": {}, "findings": [finding], "provenance": {"audio_sha256": "ab"}},
        evaluation=Evaluation.model_validate(
            {
                "profile_id": "default",
                "profile_version": 1,
                "analysis_id": "a",
                "quality": "final",
                "categories": [{"name": "late", "applies": True}],
                "scorecards": [
                    {"name": "quality", "percent": 0, "criteria": [failed]},
                    {"name": "former", "percent": 50, "criteria": []},
                ],
            }
        ),
    )
    columns = export_columns([profile], [call])
    told = dict(zip(columns.names, columns.cells(call), strict=True))
    assert (told["scores.quality"], told["failed_criteria"]) == (0.0, "quality/greeting")
    assert (told["categories"], told["audio_sha256"]) == ("late", "ab")
    assert told["findings"] == "unverified_claim /issues/0: not_said"
    assert json.loads(told["more"]) == {"scores": {"former": None}}


def test_a_call_without_an_analysis_leaves_its_cells_empty() -> None:
    columns = export_columns([a_profile()], [])
    assert not any(columns.cells(a_queued_call()))
