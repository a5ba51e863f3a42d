"""Agreement of two values: exact, and F1 by words, by entries and by fields."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.agreement import agreement

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
        ("!", "?", False, 1.0),
        (["x", "y"], ["y", "z"], False, 0.5),
        (["x", "y"], ["y", "x"], False, 1.0),
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
