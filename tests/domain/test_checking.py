"""Checking answers against the call: what is marked, found, dropped."""

from typing import Any

import pytest

from callinsight.domain.checking import checked
from callinsight.facts import unsaid_facts
from tests.domain.speech import a_transcript, a_turn

CALL = a_transcript(
    turns=[
        a_turn("Hello, I am Maria Lopez.", 1, speaker="c0", role="agent"),
        a_turn(
            "I was charged forty-five dollars and twenty cents on May third. Call me at five five "
            "five, oh one two three four. It went up twelve percent.",
            2,
            speaker="c1",
            role="customer",
        ),
    ],
    language="en",
)


def _claim(quote: str = "I was charged", turn: int = 2, **other: Any) -> dict[str, Any]:
    claim = {"text": "t", "said_by": "customer", "turn_ids": [turn], "quote": quote}
    return {**claim, "confidence": 1.0, **other}


def _found(answers: dict[str, Any], *, drop: bool = False) -> list[tuple[str, str]]:
    return [(f.path, f.reason) for f in checked(answers, CALL, facts=unsaid_facts, drop=drop)[1]]


def test_a_claim_is_marked_with_what_code_found() -> None:
    answers = {"issues": [_claim(said_by=None), _claim("I was refunded")]}
    found = checked(answers, CALL, facts=unsaid_facts)
    good, bad = found.answers["issues"]
    assert (good["verified"], good["said_by"], good["turn_ids"]) == (True, "customer", [2])
    assert (bad["verified"], bad["problem"]) == (False, "not_said")
    assert [(f.kind, f.path, f.reason) for f in found.findings] == [
        ("unverified_claim", "/issues/1", "not_said")
    ]
    assert "verified" not in answers["issues"][0]


def test_a_profile_may_have_unverified_claims_dropped() -> None:
    answers = {"issues": [_claim(), _claim("no")], "reason": _claim("never"), "a": {"b": 1}}
    found = checked(answers, CALL, facts=unsaid_facts, drop=True)
    assert [claim["quote"] for claim in found.answers["issues"]] == ["I was charged"]
    assert found.answers["reason"] is None
    assert found.answers["a"] == {"b": 1}
    assert all(finding.dropped for finding in found.findings)


def test_what_is_left_out_shifts_no_finding_onto_what_stays() -> None:
    dear = _claim("I was charged") | {"text": "It costs $999"}
    answers = {"issues": [_claim("no"), dear, _claim()], "reason": _claim("never")}
    found = checked(answers, CALL, facts=unsaid_facts, drop=True)
    assert [(f.path, f.reason, f.dropped) for f in found.findings] == [
        ("/issues", "not_said", True),
        ("/reason", "not_said", True),
        ("/issues/0/text", "amount_not_said", False),
    ]
    resolved = {"resolution": {"status": "resolved"}, "action_items": [_claim("no")]}
    assert [f.kind for f in checked(resolved, CALL, facts=unsaid_facts, drop=True).findings] == [
        "unverified_claim"
    ]


def test_what_a_field_is_about_decides_who_must_have_said_it() -> None:
    answers = {
        "complaints": [_claim("Hello, I am", 1, said_by="agent")],
        "agent": {"empathy": _claim()},
    }
    assert _found(answers) == [("/complaints/0", "wrong_role"), ("/agent/empathy", "wrong_role")]


def test_turns_that_do_not_exist_are_found_wherever_they_are_named() -> None:
    answers = {
        "topics": [{"label": "l", "turn_ids": [1, 7]}],
        "chapters": [{"title": "c", "first_turn": 1, "last_turn": 2}],
        "entities": [{"text": "x", "turn_id": 0}],
    }
    assert _found(answers) == [("/topics/0", "unknown_turn"), ("/entities/0", "unknown_turn")]


@pytest.mark.parametrize(
    "text",
    [
        "Charged $45.20 on May 3rd.",
        "Charged 45.20 dollars on 2026-05-03.",
        "The 3rd of May, 45 dollars, 12%.",
        "Call 555-0123 4 about forty-five dollars.",
        "Two issues, none of them solved: 3 calls.",
        "Ms. Lopez answered. It may march on.",
    ],
)
def test_facts_that_were_said_are_found_in_any_form(text: str) -> None:
    assert _found({"summary": text}) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Charged $46.", "amount_not_said"),
        ("Charged 45.30 dollars.", "amount_not_said"),
        ("It went up 13 %.", "amount_not_said"),
        ("On May 4th.", "date_not_said"),
        ("On June 3rd.", "date_not_said"),
        ("On 2026-06-03.", "date_not_said"),
        ("On Monday.", "date_not_said"),
        ("Call 555-0124.", "phone_number_not_said"),
        ("Case 4711.", "number_not_said"),
        ("Mr. Smith answered.", "name_not_said"),
    ],
)
def test_facts_that_nobody_said_are_found(text: str, reason: str) -> None:
    assert _found({"summary": {"short": text}}) == [("/summary/short", reason)]


def test_a_name_must_have_been_said() -> None:
    assert _found({"agent": {"name": "Maria Lopez"}}) == []
    assert _found({"agent": {"name": "Maria Smith"}}) == [("/agent/name", "name_not_said")]
