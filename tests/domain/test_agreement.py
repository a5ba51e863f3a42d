"""Agreement of two values: exact, and F1 by words, by entries and by fields."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.agreement import agreement
from callinsight.domain.value_form import ValueForm

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab ", max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("expected", "found", "exact", "f1"),
    [
        ("sold", "sold", True, 1.0),
        ("They sold it.", "they SOLD it", False, 1.0),
        ("a b c", "a b d e", False, 4 / 7),
        ("a a", "a", False, 2 / 3),
        ("!", "?", False, 0.0),
        (["x", "y"], ["y", "z"], False, 0.5),
        (["x", "y"], ["y", "x"], False, 1.0),
        ([1, 1], [1], False, 2 / 3),
        (["cancel my order"], ["cancel the order", "x"], False, 4 / 9),
        (["the long wait"], ["the order"], False, 0.0),
        ([], ["x"], False, 0.0),
        ({"a": 1, "b": "x"}, {"a": 1, "b": "y"}, False, 0.5),
        ({"a": 1}, {}, False, 0.0),
        (1, 1.0, True, 1.0),
        (1, True, False, 0.0),
        (None, None, True, 1.0),
        (None, "", False, 0.0),
    ],
)
def test_texts_agree_by_words_lists_by_entries_objects_by_fields(
    expected: Any, found: Any, exact: bool, f1: float
) -> None:
    told = agreement(expected, found)
    assert told.exact is exact
    assert told.f1 == pytest.approx(f1)


def test_claims_of_a_list_are_the_same_if_they_rest_on_the_same_words() -> None:
    first = {"text": "It broke.", "quote": "it broke", "confidence": 0.5, "verified": True}
    second = {"text": "A defect", "quote": "It broke!", "confidence": 0.9}
    assert agreement([first], [second]) == (False, 1.0)
    assert agreement([first], [{**second, "quote": "it works"}]) == (False, 0.0)


CHARGED = "The customer was charged twice and wants a refund of 25 dollars."


@pytest.mark.parametrize(
    "opposite",
    [
        "The customer was not charged twice and wants no refund of 25 dollars.",
        "The customer wasn't charged twice and wants a refund of 25 dollars.",
        "The customer was charged twice and wants a refund of 52 dollars.",
        "The customer was charged twice and never wants a refund.",
    ],
)
def test_a_text_that_denies_the_other_or_tells_another_number_agrees_in_nothing(
    opposite: str,
) -> None:
    assert agreement(CHARGED, opposite) == (False, 0.0)
    claim = {"text": CHARGED, "quote": "charged twice"}
    assert agreement(claim, {**claim, "text": opposite}).f1 == 0.0
    assert agreement([claim], [{**claim, "text": opposite}]).f1 == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CHARGED, "A customer was charged twice."),
        ("She did not get the refund.", "She never got the refund."),
        ("It cost $1,500.00", "The cost is 1500 dollars."),
        (
            "No, the trackers do not work in the rain; the agent sends 2 new ones by Friday.",
            "Trackers fail in the rain, says the customer. The agent will replace 3 of them.",
        ),
        ("It did not work. Now it works, and no call is needed.", "It works now."),
    ],
)
def test_other_words_for_the_same_are_no_contradiction(one: str, other: str) -> None:
    assert agreement(one, other).f1 > 0.3


def test_scripts_without_blanks_are_compared_by_characters() -> None:
    assert agreement("\u6211\u60f3\u53d6\u6d88\u8ba2\u5355", "\u6211\u60f3\u53d6\u6d88").f1 == 0.8
    assert agreement("\u6211\u60f3\u53d6\u6d88", "\u6211\u4e0d\u60f3\u53d6\u6d88").f1 == 0.0


def of(schema: dict[str, Any]) -> ValueForm:
    return ValueForm.of(schema, schema)


def test_a_number_agrees_by_its_distance_only_within_a_known_range() -> None:
    assert agreement(3, 3.5).f1 == 0.0
    mood = {"anyOf": [{"type": "number", "minimum": -5, "maximum": 5}, {"type": "null"}]}
    assert agreement(3, 3.5, of(mood)).f1 == 0.95
    assert agreement(-5, 5, of(mood)).f1 == 0.0
    assert agreement(3, None, of(mood)).f1 == 0.0
    assert agreement(3, 3.5, of({"type": "number", "minimum": 0})).f1 == 0.0
    inner = {"type": "object", "properties": {"overall": {"$ref": "#/$defs/mood"}}}
    form = ValueForm.of(inner, {"$defs": {"mood": mood}})
    assert agreement({"overall": 3}, {"overall": 4}, form).f1 == 0.9


def test_a_value_that_the_schema_lists_is_no_half_of_another() -> None:
    status = {"type": ["string", "null"], "enum": ["sold", "sold later", None]}
    assert agreement("sold", "sold later").f1 == pytest.approx(2 / 3)
    assert agreement("sold", "sold later", of(status)).f1 == 0.0
    lists = {"type": "array", "items": status}
    assert agreement(["sold"], ["sold later"], of(lists)).f1 == 0.0


def test_a_list_of_fixed_length_is_compared_place_by_place() -> None:
    quarters = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    assert agreement([1, 2], [2, 1]).f1 == 1.0
    assert agreement([1, 2], [2, 1], of(quarters)).f1 == 0.0
    assert agreement([1, 2], [1, 3], of(quarters)).f1 == 0.5


def test_a_claim_with_a_word_more_in_its_quote_is_nearly_the_same() -> None:
    claim = {"text": "It broke.", "quote": "it broke down", "owner": "agent"}
    longer = {**claim, "quote": "it broke down again"}
    assert agreement([claim], [longer]).f1 == pytest.approx((6 / 7 + 1) / 2)
    assert agreement([claim], [{**longer, "owner": "customer"}]).f1 == 0.0


@given(VALUES)
def test_every_value_agrees_with_itself(value: Any) -> None:
    assert agreement(value, value) == (True, 1.0)


@given(VALUES, VALUES)
def test_agreement_has_no_direction_and_is_a_share(one: Any, other: Any) -> None:
    there, back = agreement(one, other), agreement(other, one)
    assert there.exact == back.exact
    assert there.f1 == pytest.approx(back.f1)
    assert 0.0 <= there.f1 <= 1.0


def test_a_claim_is_compared_by_what_it_says_and_quotes() -> None:
    said = {"text": "It broke.", "quote": "it broke", "turn_ids": [3], "said_by": "customer"}
    marked = {**said, "confidence": 0.5, "verified": True, "start": 1.5, "end": 2.0}
    by_hand = {"text": "It broke.", "quote": "it broke"}
    assert agreement(by_hand, marked) == (True, 1.0)
    assert agreement([by_hand], [marked]) == (True, 1.0)
    assert agreement(by_hand, {**marked, "text": "It fell", "quote": "it broke"}).f1 == 0.75
    assert agreement({"evidence": by_hand}, {"evidence": marked}).f1 == 1.0
    item = {**marked, "owner": "agent"}
    assert agreement({**by_hand, "owner": "customer"}, item).f1 == pytest.approx(2 / 3)
