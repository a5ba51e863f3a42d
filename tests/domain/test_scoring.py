"""Scorecards: totals, what is not applicable, auto-fail, evidence, and people's words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.analysis import Analysis
from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.evaluating import evaluated
from callinsight.domain.evaluation import CriterionResult, Evaluation
from callinsight.domain.profile import load_profile
from callinsight.domain.scoring import totalled
from tests.builders import a_profile
from tests.domain.speech import a_transcript, a_turn

CALL = a_transcript(
    turns=[a_turn("Hello, cancel it", 1, role="agent", start=0.0, end=4.0)], quality="draft"
)
CLAIM = {"text": "angry", "quote": "cancel it", "turn_ids": [1], "verified": True}


def an_analysis(answers: dict[str, Any] | None = None, **fields: Any) -> Analysis:
    made_by = {
        "engine": "openai",
        "profile_id": "default",
        "profile_version": 1,
        "comprehensive_analysis": True,
        "prompt_sha256": "p",
        "transcript_sha256": "t",
    }
    return Analysis.model_validate(
        {
            "mode": "comprehensive",
            "quality": "final",
            "answers": answers or {},
            "checks": [{"name": "greeting", "passed": True, "turn_ids": [1]}],
            "provenance": made_by,
            **fields,
        }
    )


def evaluation(
    *criteria: dict[str, Any], analysis: Analysis | None = None, **fields: Any
) -> Evaluation:
    named = [{"name": f"c{number}", **each} for number, each in enumerate(criteria)]
    profile = a_profile(
        checks=[{"name": "greeting", "any_of": ["hello"]}],
        categories=[
            {"name": "cancelled", "any_of": [{"said": ["cancel"]}]},
            {"name": "early", "any_of": [{"silence_seconds": 5}]},
        ],
        prompts=dict.fromkeys(("resolved", "mood", "a", "none"), "?"),
        scorecards=[{"name": "quality", "criteria": named}] if named else None,
        **fields,
    )
    return evaluated(profile, CALL, analysis or an_analysis(), "f1")


def outcome(criterion: dict[str, Any], **answers: Any) -> tuple[str, str | None, tuple[int, ...]]:
    found = evaluation(criterion, analysis=an_analysis(answers))
    row = found.scorecards[0].criteria[0]
    return row.outcome, row.reason, row.turn_ids


def test_checks_and_categories_answer_without_a_model_and_bring_their_turns() -> None:
    assert outcome({"check": "greeting"}) == ("passed", None, (1,))
    assert outcome({"category": "cancelled"}) == ("passed", None, (1,))
    assert outcome({"category": "cancelled", "present": False}) == ("failed", None, (1,))


def test_a_field_passes_by_its_value() -> None:
    by = {"field": "/resolved", "passes": ["yes", True]}
    assert outcome(by, resolved="yes")[0] == "passed"
    assert outcome(by, resolved="no")[0] == "failed"
    assert outcome(by, resolved=1)[0] == "failed"
    assert outcome(by, resolved=True)[0] == "passed"


@pytest.mark.parametrize("answers", [{}, {"resolved": None}, {"resolved": []}, {"other": "yes"}])
def test_a_field_without_a_value_is_not_applicable(answers: dict[str, Any]) -> None:
    by = {"field": "/resolved", "passes": ["yes"]}
    assert outcome(by, **answers) == ("n_a", "not_answered", ())


def test_a_field_brings_the_turns_of_its_evidence() -> None:
    by = {"field": "/mood/level", "passes": ["low"]}
    assert outcome(by, mood={"level": "low", "evidence": CLAIM}) == ("passed", None, (1,))
    assert outcome({"field": "/mood", "passes": ["angry"]}, mood=CLAIM)[0] == "passed"


@pytest.mark.parametrize("evidence", [{**CLAIM, "verified": False}, None, []])
def test_unverified_evidence_is_not_applicable_and_no_pass(evidence: Any) -> None:
    by = {"field": "/mood/level", "passes": ["low"]}
    assert outcome(by, mood={"level": "low", "evidence": evidence})[:2] == ("n_a", "unverified")


@pytest.mark.parametrize(("path", "is_doubted"), [("/a", True), ("/a/0", True), ("/ab", False)])
def test_a_finding_about_a_field_makes_it_not_applicable(path: str, is_doubted: bool) -> None:
    found = {"kind": "fact_not_in_call", "path": path, "reason": "not_said"}
    analysis = an_analysis({"a": "yes"}, findings=[found])
    card = evaluation({"field": "/a", "passes": ["yes"]}, analysis=analysis).scorecards[0]
    assert card.criteria[0].outcome == ("n_a" if is_doubted else "passed")


def test_weights_count_what_is_applicable_and_auto_fail_leaves_nothing() -> None:
    failing = {"category": "cancelled", "present": False}
    unknown = {"field": "/none", "passes": [1], "weight": 50}
    card = evaluation({"check": "greeting", "weight": 3}, failing, unknown).scorecards[0]
    assert (card.percent, card.auto_failed) == (75.0, False)
    card = evaluation({"check": "greeting"}, {**failing, "auto_fail": True}).scorecards[0]
    assert (card.percent, card.auto_failed) == (0.0, True)
    assert evaluation(unknown).scorecards[0].percent is None


def test_a_draft_is_evaluated_and_says_so() -> None:
    assert evaluation({"check": "greeting"}).quality == "draft"


def test_alerts_are_codes_of_what_the_profile_asks_to_be_told() -> None:
    finding = {"kind": "contradiction", "path": "/a", "reason": "resolved_but_open"}
    alerts = {
        "categories": ["cancelled", "early"],
        "criteria": ["quality/c0", "quality/c1"],
        "findings": ["contradiction", "unknown_turn"],
    }
    found = evaluation(
        {"check": "greeting"},
        {"category": "cancelled", "present": False},
        analysis=an_analysis({"a": "x"}, findings=[finding]),
        alerts=alerts,
    )
    assert found.alerts == ("category:cancelled", "criterion:quality/c1", "finding:contradiction")
    assert evaluation({"check": "greeting"}).alerts == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"scorecards": [{"name": "q", "criteria": [{"name": "a", "check": "none"}]}]},
        {"scorecards": [{"name": "q", "criteria": [{"name": "a", "category": "none"}]}]},
        {"scorecards": [{"name": "q", "criteria": [{"name": "a", "field": "/x"}]}]},
        {"scorecards": [{"name": "q", "criteria": [{"name": "a"}]}]},
        {"scorecards": [{"name": "q", "criteria": [{"name": "a", "field": "/x", "passes": [1]}]}]},
        {"categories": [{"name": "c", "any_of": [{"said": ["a"]}]}] * 2},
        {"categories": [{"name": "c"}]},
        {"alerts": {"categories": ["none"]}},
        {"alerts": {"criteria": ["q/none"]}},
    ],
)
def test_a_profile_names_only_what_it_has(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProfileInvalidError):
        load_profile(a_profile().model_dump(mode="json") | wrong)


def test_rules_and_scorecards_make_no_analysis_anew() -> None:
    changed = a_profile(
        categories=[{"name": "c", "any_of": [{"said": ["a"]}]}],
        scorecards=[
            {"name": "q", "criteria": [{"name": "a", "field": "/resolved", "passes": ["x"]}]},
        ],
        alerts={"categories": ["c"]},
    )
    assert changed.analysis_part() == a_profile().analysis_part()


ROWS = st.lists(
    st.builds(
        CriterionResult,
        name=st.just("c"),
        weight=st.integers(1, 100),
        outcome=st.sampled_from(["passed", "failed", "n_a"]),
        auto_fail=st.booleans(),
        reason=st.none(),
        turn_ids=st.just(()),
        computed=st.none(),
        override=st.none(),
    )
)


@given(ROWS)
def test_a_total_is_a_percentage_and_what_is_not_applicable_changes_nothing(
    rows: list[CriterionResult],
) -> None:
    total = totalled("q", rows)
    counted = [row for row in rows if row.outcome != "n_a"]
    assert (total.percent is None) is (not counted)
    assert total.percent is None or 0 <= total.percent <= 100
    assert totalled("q", counted).percent == total.percent
    if all(row.outcome == "passed" for row in counted) and counted:
        assert total.percent == 100
