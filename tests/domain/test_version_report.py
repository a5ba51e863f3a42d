"""A version of a profile over the golden set: its figures, and whether another one is worse."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from callinsight.domain.golden import FieldPointer, GoldenLabel, value_at
from callinsight.domain.version_comparison import compared
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
        "/outcome": (2, 0.5, 0.5),
        "/resolution/status": (1, 1.0, 1.0),
    }
    assert (report.calls, report.labels, report.schema_valid) == (2, 3, 1.0)
    assert (report.evidence_verified, report.cost_usd, report.mean_seconds) == (0.5, 1.0, 2.0)
    assert report.agreement == pytest.approx(2 / 3)


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


@given(st.integers(1, 500), st.floats(0.1, 1))
def test_a_share_may_fall_a_little_but_by_no_whole_label(labels: int, share: float) -> None:
    before = GOOD.model_copy(update={"agreement": share, "labels": labels})
    a_little = GOOD.model_copy(update={"agreement": share - min(0.02, 0.4 / labels)})
    assert reasons_against(a_little, before) == []
    a_label = GOOD.model_copy(update={"agreement": share - 1 / labels})
    assert reasons_against(a_label, before) == ["agreement"]


def _of_fifty(wrong: int) -> list[Outcome]:
    said = ["no" if number < wrong else "yes" for number in range(50)]
    return [an_outcome(str(number), {"resolved": word}) for number, word in enumerate(said)]


FIFTY = [a_label(str(number), "/resolved", "yes") for number in range(50)]


def test_one_more_wrong_answer_of_fifty_is_worse() -> None:
    found = compared(FIFTY, (1, _of_fifty(0)), (2, _of_fifty(1)), profile_id="sales")
    assert (found.worse, found.worse_than) == (("agreement", "/resolved"), (1,))


def test_a_version_is_worse_if_one_that_was_current_before_was_better_on_the_same_labels() -> None:
    former = [(1, _of_fifty(0)[:20]), (2, _of_fifty(5)), (3, [])]
    found = compared(FIFTY, (4, _of_fifty(5)), (5, _of_fifty(5)), former=former, profile_id="sales")
    assert (found.worse, found.worse_than) == (("agreement", "/resolved"), (1,))
    as_good = compared(
        FIFTY, (4, _of_fifty(5)), (5, _of_fifty(5)), former=former[1:], profile_id="sales"
    )
    assert (as_good.worse, as_good.worse_than) == ((), ())


def _with_claims(*verified: bool) -> dict[str, Any]:
    return {"outcome": "sold", "issues": [{"quote": "x", "verified": each} for each in verified]}


@pytest.mark.parametrize(
    ("claims", "reasons"),
    [
        ([], ["evidence_verified", "with_evidence"]),
        ([False, False], ["evidence_verified", "with_evidence"]),
        ([True, False], ["evidence_verified"]),
        ([True], []),
        ([True, True, True], []),
    ],
)
def test_a_version_that_loses_evidence_is_worse(claims: list[bool], reasons: list[str]) -> None:
    before = a_report(an_outcome("a", _with_claims(True, True)))
    assert reasons_against(a_report(an_outcome("a", _with_claims(*claims))), before) == reasons


def test_evidence_of_one_call_does_not_make_up_for_that_of_another() -> None:
    before = a_report(*(an_outcome(name, _with_claims(True)) for name in "ab"))
    uneven = a_report(
        an_outcome("a", _with_claims(True, True, True)), an_outcome("b", _with_claims())
    )
    assert reasons_against(uneven, before) == ["with_evidence"]


def test_a_pointer_leads_to_a_field_or_to_nothing() -> None:
    answers = {"a/b": {"c": [1]}, "text": "x"}
    assert value_at(answers, "/a~1b/c") == [1]
    assert value_at(answers, "/text/c") is None
    assert value_at(answers, "/b") is None


@pytest.mark.parametrize("pointer", ["", "/", "outcome", "/a//b", "/issues/0", "/a~2"])
def test_a_label_is_about_a_field(pointer: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(FieldPointer).validate_python(pointer)
