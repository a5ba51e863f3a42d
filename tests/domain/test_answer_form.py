"""The form a correction has to fit: found by its pointer, and looser than what a model must keep."""

from typing import Any

import pytest

from callinsight.domain.answer_form import form_at
from callinsight.domain.call_analysis import fields_schema
from callinsight.output_schema import unfitting

SCHEMA = fields_schema(("resolution", "issues", "action_items", "sentiment", "reason_for_call"))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/resolution/status", "resolved"),
        ("/resolution/status", None),
        ("/resolution", {"status": "partial"}),
        ("/issues", [{"text": "Paid twice", "quote": "twice", "verified": True}]),
        ("/issues", []),
        ("/action_items", [{"text": "Refund", "owner": "agent", "due": "Monday"}]),
        ("/sentiment/per_quarter", [1, None, 2.5, -5]),
        ("/reason_for_call", {"text": "A refund", "quote": "my money back", "turn_ids": [3]}),
    ],
)
def test_what_a_person_writes_fits(pointer: str, value: Any) -> None:
    form = form_at(SCHEMA, pointer)
    assert form is not None
    assert unfitting(value, form) is None


@pytest.mark.parametrize(
    ("pointer", "value", "told"),
    [
        ("/resolution/status", "solved", "it must be one of resolved, partial, unresolved"),
        ("/issues", "Paid twice", "it must be a list"),
        ("/issues", ["Paid twice"], "0 must be an object"),
        ("/issues", [{"turn_ids": "3"}], "0.turn_ids must be a list"),
        ("/sentiment/overall", 7, "it must have maximum 5"),
        ("/sentiment/per_quarter", [1], "it must have minItems 4"),
        ("/resolution/first_contact", "yes", "it must be true or false"),
    ],
)
def test_what_no_model_could_answer_does_not_fit(pointer: str, value: Any, told: str) -> None:
    form = form_at(SCHEMA, pointer)
    assert form is not None
    assert (unfitting(value, form) or "").startswith(told)


@pytest.mark.parametrize("pointer", ["/nothing", "/resolution/colour", "/resolution/status/more"])
def test_a_pointer_that_leads_nowhere_has_no_form(pointer: str) -> None:
    assert form_at(SCHEMA, pointer) is None


def test_an_object_that_is_open_may_have_any_part() -> None:
    own = {"type": "object", "properties": {"facts": {"type": "object"}}}
    assert form_at(own, "/facts/colour") == {"anyOf": [{}]}
    typed = {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}
    form = form_at(typed, "/colour")
    assert form is not None
    assert unfitting(3, form) == "it must be a text"


def test_a_form_that_refers_to_itself_is_followed() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}
    own = {
        "type": "object",
        "properties": {"first": {"$ref": "#/$defs/node"}},
        "$defs": {"node": node},
    }
    form = form_at({**own, "additionalProperties": False}, "/first/next/next")
    assert form is not None
    assert unfitting("x", form) == "it must be an object"
    loop = {"type": "object", "properties": {"a": {"$ref": "#/properties/a"}}}
    assert form_at(loop, "/a/b") is None
