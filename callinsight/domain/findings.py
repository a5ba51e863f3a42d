"""What code found wrong with a model's answers: each one says where, what, and why."""

from typing import Literal

from pydantic import Field

from callinsight.domain.model import Stored

FindingKind = Literal["unverified_claim", "unknown_turn", "fact_not_in_call", "contradiction"]

UnsaidReason = Literal[
    "amount_not_said",
    "date_not_said",
    "time_not_said",
    "phone_number_not_said",
    "number_not_said",
    "name_not_said",
    "entity_not_said",
    "phrase_not_said",
]
ContradictionReason = Literal[
    "resolved_but_open",
    "resolved_but_callback",
    "resolved_but_escalated",
    "resolved_and_unresolved",
    "resolved_but_dissatisfied",
    "escalated_without_escalation",
    "escalated_and_not",
    "escalation_without_request",
    "time_without_callback",
    "callback_denied_but_open",
    "first_contact_but_callback",
    "done_but_open",
    "no_churn_risk_but_upset",
    "complaints_but_delighted",
    "unresolved_but_satisfied",
    "effort_but_satisfied",
    "satisfaction_against_mood",
    "overall_sentiment_out_of_range",
    "customer_sentiment_out_of_range",
    "sentiment_start_differs",
    "sentiment_end_differs",
    "chapters_out_of_order",
    "chapters_overlap",
]


class Finding(Stored):
    """One thing in the answers that the call's words do not bear out."""

    kind: FindingKind
    path: str = Field(description="where in the answers, as a JSON pointer such as /issues/0")
    reason: str = Field(description="a stable code, such as not_said or resolved_but_open")
    dropped: bool = Field(default=False, description="whether the profile had it taken out")
