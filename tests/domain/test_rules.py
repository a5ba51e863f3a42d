"""Rules: phrases that were said, by whom, and when."""

from typing import Any

import pytest

from callinsight.domain.analysis import CheckResult, KeywordHit
from callinsight.domain.rules import check_results, keyword_hits
from tests.builders import a_profile
from tests.domain.speech import a_transcript, a_turn

CALL = a_transcript(
    turns=[
        a_turn("Good morning, this is Anna!", 1, role="agent", start=0.0, end=4.0),
        a_turn("I want my money back.", 2, role="customer", start=30.0, end=50.0),
        a_turn("I'll refund the money.", 3, role="agent", start=60.0, end=89.9),
        a_turn("Good bye", 4, role="customer", start=89.9, end=90.0),
        a_turn("money (off the record)", 5),
    ],
    duration_seconds=120.0,
)


def checked(**check: Any) -> CheckResult:
    (result,) = check_results(a_profile(checks=[{"name": "check", **check}]), CALL)
    return result


def test_a_keyword_is_found_in_every_turn_that_says_it() -> None:
    profile = a_profile(keywords={"money": ["money", "REFUND"], "other": ["lawyer"]})
    assert keyword_hits(profile, CALL) == (
        KeywordHit(topic="money", phrase="money", turn_ids=(2, 3, 5)),
        KeywordHit(topic="money", phrase="REFUND", turn_ids=(3,)),
    )


@pytest.mark.parametrize(
    ("phrase", "turns"),
    [
        ("my money", (2,)),
        ("MY  MONEY", (2,)),
        ("morning this is", (1,)),
        ("i'll", (3,)),
        ("mon", ()),
        ("back good", ()),
        ("money refund", ()),
    ],
)
def test_a_phrase_is_whole_words_in_order_within_one_turn(
    phrase: str, turns: tuple[int, ...]
) -> None:
    assert checked(any_of=[phrase]).turn_ids == turns


@pytest.mark.parametrize("phrase", ["", " ", "!", "...", "-", "'", "\u2019"])
def test_a_phrase_without_words_was_never_said(phrase: str) -> None:
    said = a_transcript(turns=[a_turn("Well... - it's 'all' right!"), a_turn("")])
    assert keyword_hits(a_profile(keywords={"none": [phrase]}), said) == ()


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("i'll", "I\u2019ll call"),
        ("I\u2019ll call", "So I'll call."),
        ("caf\u00e9", "the CAFE\u0301 there"),
        ("cafe\u0301", "Caf\u00c9!"),
        ("refund", "a 'refund', please"),
        ("'refund'", "A refund"),
        ('"money back"', "the 'money back' rule"),
        ("\u201cmoney back\u201d", "\u2018money\u2019 back"),
        ("the refund", "the \u2018refund\u2019"),
        ("e-mail", "send an email"),
        ("email", "send an e-mail"),
        ("cancel my account", "I'd like to cancel, um, my account"),
    ],
)
def test_the_way_of_writing_a_phrase_does_not_matter(phrase: str, text: str) -> None:
    said = a_transcript(turns=[a_turn(text)])
    assert keyword_hits(a_profile(keywords={"said": [phrase]}), said)


def test_case_is_folded_as_languages_do() -> None:
    said = a_transcript(turns=[a_turn("Die STRASSE")])
    assert keyword_hits(a_profile(keywords={"place": ["Straße"]}), said)


def test_a_check_passes_if_one_of_its_phrases_was_said() -> None:
    result = checked(any_of=["good bye", "good morning", "money", "never said"])
    assert result == CheckResult(name="check", passed=True, turn_ids=(1, 2, 3, 4, 5))


def test_a_check_fails_if_nothing_was_said() -> None:
    assert checked(any_of=["lawyer"]) == CheckResult(name="check", passed=False)


@pytest.mark.parametrize(("role", "turns"), [("agent", (3,)), ("customer", (2,))])
def test_a_check_of_a_role_counts_the_turns_of_that_role(role: str, turns: tuple[int, ...]) -> None:
    assert checked(any_of=["money"], role=role).turn_ids == turns


@pytest.mark.parametrize(
    ("check", "reason"),
    [({"role": "agent"}, "no_roles"), ({"within": "start"}, "no_times"), ({}, None)],
)
def test_where_roles_or_times_are_not_known_nothing_is_guessed(
    check: dict[str, Any], reason: str | None
) -> None:
    result = checked(any_of=["off the record"], **check)
    assert (result.passed, result.turn_ids) == (None if reason else True, (5,))
    assert result.reason == reason
    assert checked(any_of=["never said"], **check).passed is False


@pytest.mark.parametrize(
    ("within", "turns"),
    [("call", (1, 2, 3, 4, 5)), ("start", (1, 2)), ("end", (4,))],
)
def test_a_check_within_an_edge_counts_30_seconds(within: str, turns: tuple[int, ...]) -> None:
    phrases = ["good morning", "money", "good bye"]
    assert checked(any_of=phrases, within=within).turn_ids == turns


def test_a_profile_without_rules_has_no_results() -> None:
    assert keyword_hits(a_profile(), CALL) == ()
    assert check_results(a_profile(), CALL) == ()


@pytest.mark.parametrize(
    ("phrase", "is_said"), [("退款", True), ("我要退款", True), ("款退", False), ("refund", True)]
)
def test_phrases_are_found_in_scripts_without_blanks(phrase: str, is_said: bool) -> None:
    call = a_transcript(turns=[a_turn("你好,我要退款 refund。", 1)], duration_seconds=9.0)
    hits = keyword_hits(a_profile(keywords={"money": [phrase]}), call)
    assert bool(hits) is is_said
