"""What two versions say differently of the same calls."""

from typing import Any

import pytest

from callinsight.domain.value_form import ValueForm
from callinsight.domain.version_changes import VersionChanges, changes_between
from callinsight.domain.version_report import Outcome

CLAIM = {"text": "It broke.", "quote": "it broke", "turn_ids": [1], "confidence": 0.9}


def told(*answers: dict[str, Any] | None) -> list[Outcome]:
    return [Outcome(f"c{number}", each, 0.5) for number, each in enumerate(answers)]


def changes(before: list[Outcome], after: list[Outcome], **more: Any) -> VersionChanges:
    return changes_between((1, before), (4, after), profile_id="sales", asked_about=4, **more)


def test_each_place_that_differs_is_told_with_how_often_it_does() -> None:
    same = {"outcome": "won", "resolution": {"status": "open", "evidence": CLAIM}, "issues": []}
    surer = {**same, "resolution": {"status": "open", "evidence": {**CLAIM, "confidence": 0.1}}}
    other = {"outcome": "lost", "resolution": {"status": "done", "evidence": CLAIM}, "issues": []}
    half = {**same, "outcome": "lost"}
    found = changes(told(same, same, same, None), told(surer, other, half, same))
    assert (found.calls, found.left_out, found.unchanged) == (3, 1, 1)
    assert (found.before_cost_usd, found.after_cost_usd) == (1.5, 1.5)
    assert [(row.pointer, row.changed) for row in found.fields] == [
        ("/outcome", 2),
        ("/resolution/status", 1),
    ]
    assert [row.agreement for row in found.fields] == pytest.approx([1 / 3, 2 / 3])
    assert [(each.call_id, each.pointer, each.before, each.after) for each in found.changes] == [
        ("c1", "/outcome", "won", "lost"),
        ("c1", "/resolution/status", "open", "done"),
        ("c2", "/outcome", "won", "lost"),
    ]


def test_a_field_that_only_one_version_asks_for_differs_from_null() -> None:
    (change,) = changes(told({"a": "x"}), told({"a": "x", "b/c": {"d": None, "e": 1}})).changes
    assert (change.pointer, change.before, change.f1) == ("/b~1c", None, 0.0)


def test_numbers_are_compared_in_the_range_of_the_schema() -> None:
    mood = {"type": "number", "minimum": -5, "maximum": 5}
    schema = {"type": "object", "properties": {"mood": mood}}
    form = ValueForm.of(schema, schema)
    (change,) = changes(told({"mood": 1}), told({"mood": 2}), form=form).changes
    assert change.f1 == 0.9


def test_without_a_call_that_both_answered_nothing_is_compared() -> None:
    found = changes(told(None), told({"a": 1}))
    assert (found.calls, found.left_out, found.changes, found.fields) == (0, 4, (), ())
