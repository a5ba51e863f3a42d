"""call_analysis.v1: every field a profile may ask for, with its type.

What the call does not tell is null, or an empty list where several things may be told; why a field
is null stands in `unanswerable`. Numbers about talking (`domain.metrics`) and what produced an
analysis (`domain.analysis.Provenance`) come from code and are no part of it.
"""

from typing import Any, Literal

from pydantic import Field

from callinsight.domain.claim import Asked, Claim

SCHEMA_NAME = "call_analysis.v1"
UNANSWERABLE = "unanswerable"
Sentiment = float
_FROM_MINUS_5 = "-5 (very negative) to 5 (very positive)"


class Summary(Asked):
    """The call in three lengths."""

    headline: str = Field(description="at most ten words")
    short: str = Field(description="at most three sentences")
    long: str = Field(description="at most ten sentences")


class Topic(Asked):
    """One subject of the call."""

    id: str = Field(description="lower-case words joined by underscores, the same in every call")
    label: str = Field(description="at most four words")
    path: list[str] = Field(description="from the general to the special")
    confidence: float | None = Field(ge=0, le=1, description="0 to 1")
    turn_ids: list[int]


class Customer(Asked):
    """The person who has the concern."""

    name: str | None = Field(description="as it is said in the call")
    sentiment_start: float | None = Field(ge=-5, le=5, description=_FROM_MINUS_5)
    sentiment_end: float | None = Field(ge=-5, le=5, description=_FROM_MINUS_5)
    effort: int | None = Field(ge=1, le=5, description="1: hardly any, 5: a great deal")
    emotion_arc: str | None = Field(description="how the mood changed, in one sentence")


class Agent(Asked):
    """The person who works for the contact centre."""

    name: str | None = Field(description="as it is said in the call")
    professionalism: Claim | None
    empathy: Claim | None


class SentimentOfCall(Asked):
    """The mood of the call."""

    overall: float | None = Field(ge=-5, le=5, description=_FROM_MINUS_5)
    customer: float | None = Field(ge=-5, le=5, description=_FROM_MINUS_5)
    agent: float | None = Field(ge=-5, le=5, description=_FROM_MINUS_5)
    per_quarter: list[float | None] = Field(
        min_length=4, max_length=4, description="the customer's, for each quarter of the turns"
    )
    turning_points: list[Claim]


class Resolution(Asked):
    """Whether the concern was settled."""

    status: Literal["resolved", "partial", "unresolved", "escalated"] | None
    evidence: Claim | None
    first_contact: bool | None = Field(description="whether it was the customer's first contact")


class ActionItem(Claim):
    """Something that is still to be done after the call."""

    owner: Literal["agent", "customer", "other"] | None
    due: str | None = Field(description="as it is said in the call")


class Callback(Asked):
    """A call back: whether this is one, and whether one is wanted."""

    is_callback: bool | None
    requested: bool | None
    when: str | None = Field(description="as it is said in the call")
    evidence: Claim | None


class Escalation(Asked):
    """Whether somebody else was asked for, or took over."""

    requested: bool | None
    done: bool | None
    reason: str | None = Field(description="why, in one short sentence")
    evidence: Claim | None


class ChurnRisk(Asked):
    """How likely the customer is to leave."""

    level: Literal["none", "low", "medium", "high"] | None
    evidence: Claim | None


class Question(Claim):
    """A question somebody asked in the call."""

    answered: bool | None


class ComplianceRule(Asked):
    """One rule the profile names, and whether the call keeps it."""

    rule: str
    present: bool | None
    evidence: Claim | None


class Chapter(Asked):
    """A stretch of the call with one subject."""

    title: str
    first_turn: int
    last_turn: int


class Entity(Asked):
    """A thing named in the call."""

    type: str = Field(description="person, organisation, place, product, amount, date, id, other")
    text: str = Field(description="as it is said in the call")
    normalised: str | None = Field(description="the usual written form, such as 2026-05-01")
    turn_id: int
    personal: bool = Field(description="whether it tells who somebody is")


class PredictedSatisfaction(Asked):
    """What the customer would answer if asked how satisfied they are."""

    value: int = Field(ge=1, le=5, description="1: very dissatisfied, 5: very satisfied")
    confidence: float | None = Field(ge=0, le=1, description="0 to 1")


class Reason(Asked):
    """A field that is null, and why."""

    field: str
    reason: Literal["not_in_call", "unclear", "not_applicable"]


class CallAnalysis(Asked):
    """What a model may be asked about a call."""

    summary: Summary | None
    reason_for_call: Claim | None
    topics: list[Topic] = Field(description="the main one first")
    products: list[Claim] = Field(description="products and services; text is the name")
    customer: Customer | None
    agent: Agent | None
    sentiment: SentimentOfCall | None
    issues: list[Claim]
    resolution: Resolution | None
    actions_taken: list[Claim] = Field(description="what was done during the call")
    action_items: list[ActionItem] = Field(description="what is still to be done")
    commitments: list[Claim] = Field(description="what somebody promised")
    outcomes: list[Claim]
    callback: Callback | None
    escalation: Escalation | None
    complaints: list[Claim]
    churn_risk: ChurnRisk | None
    objections: list[Claim]
    competitors: list[Claim] = Field(description="other companies; text is the name")
    questions: list[Question]
    compliance: list[ComplianceRule]
    key_moments: list[Claim]
    chapters: list[Chapter] = Field(description="in order; together they hold every turn")
    key_phrases: list[str] = Field(description="as they are said in the call")
    entities: list[Entity]
    disposition_code: str | None = Field(description="one of the codes the instructions name")
    csat_predicted: PredictedSatisfaction | None
    coaching_notes: list[Claim] = Field(description="what the agent did well or could do better")
    language: str | None = Field(description="two letters, such as en")


FIELDS: tuple[str, ...] = tuple(CallAnalysis.model_fields)


class _Reasons(Asked):
    unanswerable: list[Reason] = Field(description="every field that is null, and why")


def fields_schema(names: tuple[str, ...]) -> dict[str, Any]:
    """Return the strict JSON schema of these fields, with `unanswerable` as the last one.

    Definitions that none of them uses are left out: a model reads, and bills, all it is sent.
    """
    whole = bare_schema(CallAnalysis.model_json_schema())
    reasons = bare_schema(_Reasons.model_json_schema())
    properties = {name: whole["properties"][name] for name in names} | reasons["properties"]
    definitions = {**whole["$defs"], **reasons["$defs"]}
    used = _used_by(properties, definitions)
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {name: part for name, part in definitions.items() if name in used},
    }


def _used_by(part: Any, definitions: dict[str, Any]) -> set[str]:
    """Return the names of all definitions that a schema refers to, also through others."""
    if isinstance(part, list):
        return set().union(*(_used_by(inner, definitions) for inner in part))
    if not isinstance(part, dict):
        return set()
    name = str(part.get("$ref", "")).rpartition("/")[2]
    own = {name} | _used_by(definitions[name], definitions) if name else set()
    return own.union(*(_used_by(inner, definitions) for inner in part.values()))


def bare_schema(schema: Any) -> Any:
    """Return a schema without the titles pydantic gives; a property may well be named title."""
    if isinstance(schema, list):
        return [bare_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        word: {name: bare_schema(part) for name, part in value.items()}
        if word in {"properties", "$defs"}
        else bare_schema(value)
        for word, value in schema.items()
        if word != "title"
    }
