"""Two documents compared field by field."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.comparing import differences

LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.text("a/~", max_size=3)
DOCUMENTS = st.dictionaries(
    st.text("a/~", max_size=2),
    st.recursive(
        LEAVES,
        lambda inner: st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.pointer, each.change) for each in differences(before, after)]


def test_each_place_that_differs_is_named_once() -> None:
    before = {"name": "A", "prompts": {"x": "?", "y": "?"}, "checks": [1], "gone": 1}
    after = {"name": "A", "prompts": {"x": "!", "y": "?"}, "checks": [1, 2], "a/b": True}
    assert told(before, after) == [
        ("/prompts/x", "changed"),
        ("/checks", "changed"),
        ("/gone", "removed"),
        ("/a~1b", "added"),
    ]


def test_the_order_of_questions_is_a_difference_because_a_model_reads_it() -> None:
    prompts = {"x": "?", "y": "?"}
    turned = dict(reversed(prompts.items()))
    assert told({"prompts": prompts}, {"prompts": turned}) == [("/prompts", "reordered")]


def test_entries_with_names_are_compared_field_by_field() -> None:
    greeting = {"name": "greeting", "any_of": ["hello"]}
    closing = {"name": "closing", "any_of": ["bye"]}
    other = {"checks": [{**greeting, "any_of": ["hello", "hi"]}, closing, {"name": "new"}]}
    assert told({"checks": [greeting, closing]}, other) == [
        ("/checks/greeting/any_of", "changed"),
        ("/checks/new", "added"),
    ]
    assert told({"checks": [greeting, closing]}, {"checks": [closing]}) == [
        ("/checks/greeting", "removed")
    ]
    assert told({"checks": [greeting, closing]}, {"checks": [closing, greeting]}) == [
        ("/checks", "reordered")
    ]
    cards = [{"name": "quality", "criteria": [greeting, closing]}]
    changed = [{"name": "quality", "criteria": [greeting, {**closing, "weight": 2}]}]
    assert told({"scorecards": cards}, {"scorecards": changed}) == [
        ("/scorecards/quality/criteria/closing/weight", "added")
    ]


def test_a_list_without_names_is_one_value_also_beside_one_with_names() -> None:
    named = [{"name": "a"}]
    (found,) = differences({"x": named}, {"x": []})
    assert (found.pointer, found.before, found.after) == ("/x", named, [])
    twice = [{"name": "a"}, {"name": "a"}]
    (found,) = differences({"x": named}, {"x": twice})
    assert (found.before, found.after) == (named, twice)


def test_true_is_not_1() -> None:
    assert told({"a": True}, {"a": 1}) == [("/a", "changed")]


@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document: dict[str, Any]) -> None:
    assert told(document, json.loads(json.dumps(document))) == []


@given(DOCUMENTS, DOCUMENTS)
def test_the_other_way_round_the_same_places_differ(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    there, back = told(one, other), told(other, one)
    assert {place for place, _ in there} == {place for place, _ in back}
