"""Answers that cannot both be true."""

from typing import Any

import pytest

from callinsight.domain.contradictions import contradictions

RESOLVED = {"resolution": {"status": "resolved"}}
UNRESOLVED = {"resolution": {"status": "unresolved"}}
ESCALATED = {"resolution": {"status": "escalated"}}


def found(answers: Any) -> list[tuple[str, str]]:
    return [(finding.reason, finding.path) for finding in contradictions(answers)]


def sentiment(
    overall: float | None = None,
    customer: float | None = None,
    agent: float | None = None,
    **other: Any,
) -> dict[str, Any]:
    return {"sentiment": {"overall": overall, "customer": customer, "agent": agent, **other}}


def chapters(*spans: tuple[int, int]) -> dict[str, Any]:
    return {"chapters": [{"title": "t", "first_turn": a, "last_turn": b} for a, b in spans]}


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({**RESOLVED, "action_items": [{"owner": "agent"}]}, "resolved_but_open"),
        ({"resolved": "yes", "action_items": [{"owner": None}]}, "resolved_but_open"),
        ({"resolved": "Yes, by a refund", "action_items": [{}]}, "resolved_but_open"),
        ({"resolved": True, "action_items": [{"owner": "agent"}]}, "resolved_but_open"),
        ({**RESOLVED, "callback": {"requested": True}}, "resolved_but_callback"),
        ({**RESOLVED, "escalation": {"done": True}}, "resolved_but_escalated"),
        ({"resolved": "Yes.", "escalated": True}, "resolved_but_escalated"),
        ({**UNRESOLVED, "resolved": True}, "resolved_and_unresolved"),
        ({**RESOLVED, "resolved": "no"}, "resolved_and_unresolved"),
        ({**RESOLVED, "csat_predicted": {"value": 1}}, "resolved_but_dissatisfied"),
        ({**ESCALATED, "escalation": {"done": False}}, "escalated_without_escalation"),
        (
            {**ESCALATED, "escalation": {"done": None, "requested": False}},
            "escalated_without_escalation",
        ),
        ({**ESCALATED, "escalated": "no"}, "escalated_without_escalation"),
        ({"escalated": "no", "escalation": {"done": True}}, "escalated_and_not"),
        ({"escalated": True, "escalation": {"done": False}}, "escalated_and_not"),
        ({"escalation": {"done": True, "requested": False}}, "escalation_without_request"),
        ({"callback": {"requested": False, "when": "soon"}}, "time_without_callback"),
        (
            {
                "callback": {"requested": False},
                "action_items": [{"owner": "agent", "text": "Call the customer back on Monday"}],
            },
            "callback_denied_but_open",
        ),
        (
            {"resolution": {"first_contact": True}, "callback": {"is_callback": True}},
            "first_contact_but_callback",
        ),
        (
            {
                "actions_taken": [{"text": "Refund the fee."}],
                "action_items": [{"text": "refund the fee", "owner": "agent"}],
            },
            "done_but_open",
        ),
        ({"churn_risk": {"level": "none"}, **sentiment(customer=-5)}, "no_churn_risk_but_upset"),
        ({"complaints": [{"text": "t"}], **sentiment(customer=5)}, "complaints_but_delighted"),
        ({**UNRESOLVED, "csat_predicted": {"value": 5}}, "unresolved_but_satisfied"),
        (
            {"csat_predicted": {"value": 5}, "customer": {"effort": 5}},
            "effort_but_satisfied",
        ),
        ({"csat_predicted": {"value": 5}, **sentiment(customer=-5)}, "satisfaction_against_mood"),
        (
            {"csat_predicted": {"value": 1}, "customer": {"sentiment_end": 5}},
            "satisfaction_against_mood",
        ),
        (sentiment(5, -5, -5), "overall_sentiment_out_of_range"),
        (
            sentiment(customer=5, per_quarter=[-3, -3, -2, 0]),
            "customer_sentiment_out_of_range",
        ),
        (
            {"customer": {"sentiment_start": -4, "sentiment_end": -4}, **sentiment(customer=3)},
            "customer_sentiment_out_of_range",
        ),
        (
            {"customer": {"sentiment_start": 4}, **sentiment(per_quarter=[-3, 0, 0, 0])},
            "sentiment_start_differs",
        ),
        (
            {"customer": {"sentiment_end": -3}, **sentiment(per_quarter=[0, 0, 0, 4])},
            "sentiment_end_differs",
        ),
        (chapters((10, 2)), "chapters_out_of_order"),
        (chapters((5, 9), (1, 4)), "chapters_out_of_order"),
        (chapters((1, 5), (5, 9)), "chapters_overlap"),
    ],
)
def test_answers_that_contradict_each_other_are_found(answers: dict[str, Any], reason: str) -> None:
    assert [code for code, _ in found(answers)] == [reason]


@pytest.mark.parametrize(
    "answers",
    [
        {**RESOLVED, "action_items": [{"owner": "customer"}]},
        {**RESOLVED, "callback": {"requested": False, "when": None}, "escalation": {"done": False}},
        {**RESOLVED, "commitments": [{"text": "The agent sends a mail."}]},
        {**ESCALATED, "escalation": {"requested": True, "done": True}, "escalated": "yes"},
        {"resolved": "yes and no", "action_items": [{}]},
        {"resolved": "partly", "action_items": [{"owner": "agent"}]},
        {
            "callback": {"requested": False},
            "action_items": [
                {"owner": "agent", "text": "No call back is needed; send the form back"},
                {"owner": "customer", "text": "Call back with the number"},
            ],
        },
        {"actions_taken": [{"text": "Refund"}], "action_items": [{"text": "Refund"}]},
        {"complaints": [{"text": "t"}], "csat_predicted": {"value": 4}, **sentiment(1, 2, 3)},
        {
            "churn_risk": {"level": "none"},
            "customer": {"sentiment_start": -5, "sentiment_end": 3},
            **sentiment(-1, -4.5, 2, per_quarter=[-5, -5, -4, 3]),
        },
        sentiment(3, None, -2, per_quarter=[None, 1, None, None]),
        chapters((1, 4), (5, 5), (6, 20)),
        {"resolution": None, "callback": "no", "action_items": "none", "chapters": [None, {}]},
        None,
        [],
    ],
)
def test_answers_that_agree_are_left_alone(answers: Any) -> None:
    assert found(answers) == []


def test_a_finding_names_the_second_of_the_two() -> None:
    assert found(chapters((1, 5), (4, 9), (10, 12), (3, 4))) == [
        ("chapters_overlap", "/chapters/1"),
        ("chapters_out_of_order", "/chapters/3"),
    ]
    assert found(sentiment(5, -5, -5)) == [("overall_sentiment_out_of_range", "/sentiment/overall")]
