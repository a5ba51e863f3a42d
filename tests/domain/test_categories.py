"""Categories: whether one applies, by which turns, and why that cannot be known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callinsight.domain.categories import (
    Verdict,
    all_hold,
    any_holds,
    category_results,
    verdict_of,
)
from callinsight.domain.category import Category, Rule
from callinsight.domain.transcript import SpeechInterval, Transcript
from tests.domain.speech import a_transcript, a_turn

CALL = a_transcript(
    turns=[
        a_turn("Good morning, this is Anna!", 1, role="agent", start=0.0, end=4.0),
        a_turn("I want to cancel.", 2, role="customer", start=30.5, end=50.0),
        a_turn("Then I cancel it.", 3, role="agent", start=75.0, end=89.9),
        a_turn("Good bye", 4, role="customer", start=95.0, end=96.0),
    ],
    duration_seconds=100.0,
)
NO_TIMES = a_transcript(turns=[a_turn("I want to cancel.", 1, role="customer"), a_turn("Yes", 2)])
NO_ROLES = a_transcript(turns=[a_turn("I want to cancel.", 1, start=1.0, end=2.0)])


def verdict(call: Transcript = CALL, **rule: Any) -> Verdict:
    return verdict_of(Rule.model_validate(rule), call)


@pytest.mark.parametrize(
    ("rule", "holds", "turns"),
    [
        ({"said": ["cancel"]}, True, (2, 3)),
        ({"said": ["cancel"], "role": "customer"}, True, (2,)),
        ({"said": ["refund"]}, False, ()),
        ({"not_said": ["refund"]}, True, ()),
        ({"not_said": ["cancel"], "role": "agent"}, False, (3,)),
        ({"said": ["cancel"], "within": "start"}, False, ()),
        ({"said": ["cancel"], "within": "end"}, True, (3,)),
        ({"said": ["cancel"], "from_seconds": 60}, True, (3,)),
        ({"said": ["cancel"], "to_seconds": 60}, True, (2,)),
        ({"said": ["cancel"], "from_seconds": 51, "to_seconds": 70}, False, ()),
        ({"silence_seconds": 26}, True, (1, 2)),
        ({"silence_seconds": 25}, True, (1, 2, 3)),
        ({"silence_seconds": 27}, False, ()),
        ({"silence_seconds": 25, "from_seconds": 45}, True, (2, 3)),
        ({"silence_seconds": 25, "from_seconds": 55}, False, ()),
    ],
)
def test_a_rule_holds_by_phrase_role_time_and_silence(
    rule: dict[str, Any], holds: bool, turns: tuple[int, ...]
) -> None:
    assert verdict(**rule)[:2] == (holds, turns)


def test_what_needs_roles_or_times_that_are_missing_says_so() -> None:
    assert verdict(NO_ROLES, said=["cancel"], role="agent") == (None, (1,), "no_roles")
    assert verdict(NO_ROLES, not_said=["cancel"], role="agent") == (None, (1,), "no_roles")
    assert verdict(NO_TIMES, said=["cancel"], within="end") == (None, (1,), "no_times")
    assert verdict(NO_TIMES, silence_seconds=5) == (None, (), "no_times")


def test_what_nobody_said_is_known_without_roles_and_times() -> None:
    assert verdict(NO_ROLES, said=["refund"], role="agent").holds is False
    assert verdict(NO_TIMES, not_said=["refund"], within="end").holds is True


def test_measured_sound_is_believed_before_the_times_of_words() -> None:
    speech = [SpeechInterval(speaker="a", start=0.0, end=96.0)]
    heard = CALL.model_copy(update={"speech": tuple(speech)})
    assert verdict(heard, silence_seconds=5).holds is False
    untimed = NO_TIMES.model_copy(update={"speech": tuple(speech)})
    assert verdict(untimed, silence_seconds=5).holds is False


def test_a_category_needs_all_of_its_rules_and_one_of_the_others() -> None:
    rules = {
        "all_of": [{"said": ["cancel"]}, {"not_said": ["refund"]}],
        "any_of": [{"said": ["refund"]}, {"silence_seconds": 26}],
    }
    (result,) = category_results([Category.model_validate({"name": "lost", **rules})], CALL)
    assert (result.applies, result.turn_ids) == (True, (1, 2, 3))


def test_a_rule_that_fails_decides_over_one_that_is_not_known() -> None:
    rules = {"all_of": [{"said": ["cancel"], "role": "agent"}, {"said": ["refund"]}]}
    (result,) = category_results([Category.model_validate({"name": "x", **rules})], NO_ROLES)
    assert (result.applies, result.reason) == (False, None)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"said": ["a"], "not_said": ["b"]},
        {"silence_seconds": 5, "role": "agent"},
        {"said": ["a"], "within": "end", "from_seconds": 5},
        {"said": ["a"], "from_seconds": 5, "to_seconds": 5},
        {"said": []},
    ],
)
def test_a_rule_that_asks_nothing_or_too_much_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(rule)


VERDICTS = st.lists(
    st.builds(Verdict, st.sampled_from([True, False, None]), st.just(()), st.none()), min_size=1
)


@given(VERDICTS)
def test_joined_verdicts_follow_the_logic_of_three_values(verdicts: list[Verdict]) -> None:
    values = [each.holds for each in verdicts]
    every = False if False in values else None if None in values else True
    some = True if True in values else None if None in values else False
    assert (all_hold(verdicts).holds, any_holds(verdicts).holds) == (every, some)


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["cancel it", "yes"]),
        st.sampled_from(["agent", "customer", None]),
        st.one_of(st.none(), st.integers(0, 90)),
    ),
    max_size=6,
)
RULES = st.fixed_dictionaries(
    {"role": st.sampled_from([None, "agent"]), "within": st.sampled_from([None, "start", "end"])}
)


@given(TURNS, RULES)
def test_said_and_not_said_are_opposites_and_doubt_has_a_reason(
    turns: list[tuple[str, Any, int | None]], rule: dict[str, Any]
) -> None:
    call = a_transcript(
        turns=[
            a_turn(text, number, role=role, start=at, end=None if at is None else at + 5)
            for number, (text, role, at) in enumerate(turns, start=1)
        ]
    )
    said = verdict(call, said=["cancel"], **rule)
    unsaid = verdict(call, not_said=["cancel"], **rule)
    assert (said.holds is None) == (unsaid.holds is None) == (said.reason is not None)
    assert said.turn_ids == unsaid.turn_ids
    assert said.holds is None or said.holds is not unsaid.holds
    assert bool(said.turn_ids) is (said.holds is not False)
