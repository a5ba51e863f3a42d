"""A version of a profile over the golden set: its figures, and whether another one is worse."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from callinsight.domain.golden import FieldPointer, GoldenLabel, value_at
from callinsight.domain.version_report import (
    Outcome,
    VersionReport,
    reasons_against,
    version_report,
)


def a_label(call_id: str, pointer: str, expected: Any) -> GoldenLabel:
    return GoldenLabel(
        call_id=call_id,
        profile_id="sales",
        transcript_sha256="t",
        pointer=pointer,
        expected=expected,
        author="ann",
        reason="heard it",
        at=datetime(2026, 5, 1, tzinfo=UTC),
    )


LABELS = [
    a_label("a", "/outcome", "sold"),
    a_label("b", "/outcome", "not sold"),
    a_label("b", "/resolution/status", None),
]


def a_report(*outcomes: Outcome) -> VersionReport:
    return version_report("sales", 2, LABELS, outcomes)


def an_outcome(call_id: str, answers: dict[str, Any] | None, cost: float | None = 0.5) -> Outcome:
    return Outcome(call_id, answers, cost, 2.0)


GOOD = a_report(an_outcome("a", {"outcome": "sold"}), an_outcome("b", {"outcome": "not sold"}))


def test_a_report_has_agreement_by_field_and_what_it_cost() -> None:
    claims = [{"quote": "x", "verified": True}, {"quote": "y", "verified": False}]
    report = a_report(
        an_outcome("a", {"outcome": "sold", "issues": claims}),
        an_outcome("b", {"outcome": "sold"}),
    )
    told = {field.pointer: (field.labels, field.exact, field.f1) for field in report.fields}
    assert told == {
        "/outcome": (2, 0.5, pytest.approx(5 / 6)),
        "/resolution/status": (1, 1.0, 1.0),
    }
    assert (report.calls, report.labels, report.schema_valid) == (2, 3, 1.0)
    assert (report.evidence_verified, report.cost_usd, report.mean_seconds) == (0.5, 1.0, 2.0)
    assert report.agreement == pytest.approx((5 / 3 + 1) / 3)


def test_a_call_without_answers_has_none_right_not_even_an_expected_null() -> None:
    report = a_report(an_outcome("b", None, cost=None))
    assert [(field.pointer, field.f1) for field in report.fields] == [
        ("/outcome", 0.0),
        ("/resolution/status", 0.0),
    ]
    assert (report.schema_valid, report.cost_usd, report.evidence_verified) == (0.0, None, None)


def test_a_version_is_worse_by_any_field_it_loses() -> None:
    lost = a_report(
        an_outcome("a", {"outcome": "sold"}),
        an_outcome("b", {"outcome": "not sold", "resolution": {"status": "resolved"}}),
    )
    assert reasons_against(lost, GOOD) == ["agreement", "/resolution/status"]
    assert reasons_against(GOOD, lost) == []


def test_a_version_whose_answers_do_not_fit_is_worse() -> None:
    broken = a_report(an_outcome("a", None), an_outcome("b", None))
    assert reasons_against(broken, GOOD) == [
        "agreement",
        "schema_valid",
        "/outcome",
        "/resolution/status",
    ]


def test_without_a_label_nothing_can_be_said_for_a_version() -> None:
    assert reasons_against(version_report("sales", 2, [], []), GOOD) == ["nothing_to_compare"]


@given(st.floats(0, 1), st.floats(0, 0.02))
def test_a_share_may_fall_by_the_tolerance(share: float, less: float) -> None:
    before = GOOD.model_copy(update={"agreement": share})
    assert reasons_against(GOOD.model_copy(update={"agreement": share - less}), before) == []
    assert reasons_against(GOOD.model_copy(update={"agreement": share - 0.03}), before) == [
        "agreement"
    ]


def test_a_pointer_leads_to_a_field_or_to_nothing() -> None:
    answers = {"a/b": {"c": [1]}, "text": "x"}
    assert value_at(answers, "/a~1b/c") == [1]
    assert value_at(answers, "/text/c") is None
    assert value_at(answers, "/b") is None


@pytest.mark.parametrize("pointer", ["", "/", "outcome", "/a//b", "/issues/0", "/a~2"])
def test_a_label_is_about_a_field(pointer: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(FieldPointer).validate_python(pointer)
