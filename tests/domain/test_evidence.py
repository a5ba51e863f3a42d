"""Evidence: which quotes count as said, where, and by whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.evidence import Turns
from tests.domain.speech import a_transcript, a_turn
from tests.eval.parts.evidence import verified
from tests.eval.planted import Calls, fakes, true_quotes

TURNS = [
    a_turn("Hello, um, this is Maria. How can I help?", 1, speaker="c0", role="agent"),
    a_turn(
        "I was charged $1,500.20 twice and I'm not happy. No. I want it back!",
        2,
        speaker="c1",
        role="customer",
        start=5.0,
        end=9.0,
    ),
    a_turn("We'll send an e-mail by Friday.", 3, speaker="c0", role="agent"),
    a_turn("That's all we need.", 4, speaker="c0", role="agent"),
    a_turn("well fine", 5, speaker="c2"),
]
CALL = a_transcript(turns=TURNS)


def _problem(quote: object, turns: object, said_by: str | None = None) -> str | None:
    claim = {"quote": quote, "turn_ids": turns, "said_by": said_by}
    return Turns(CALL).evidence(claim).problem


@pytest.mark.parametrize(
    ("quote", "turns"),
    [
        ("this is Maria", [1]),
        ("HELLO THIS IS MARIA HOW CAN I HELP", [1]),
        ("hello, uh, this is, er, Maria", [1]),
        ("I\u2019m not happy", [2]),
        ("im not happy", [2]),
        ("charged $1.500.20 twice", [2]),
        ("well send an email by friday", [3]),
        ("an e mail by Friday", [3]),
        ("by Friday. That's all", [3, 4]),
        ("No. I want it back", [2]),
        ("I want it back", [2]),
        ("this is Maria", [1, 2]),
    ],
)
def test_words_that_were_said_count_whatever_their_case_marks_and_fillers(
    quote: str, turns: list[int]
) -> None:
    assert _problem(quote, turns) is None


@pytest.mark.parametrize(
    ("quote", "turns", "problem"),
    [
        ("", [1], "no_quote"),
        (None, [1], "no_quote"),
        ("um, ...", [1], "no_quote"),
        ("this is Maria", [], "unknown_turn"),
        ("this is Maria", [9], "unknown_turn"),
        ("this is Maria", [1, 9], "unknown_turn"),
        ("this is Maria", "1", "unknown_turn"),
        ("this is Marie", [1], "not_said"),
        ("this is Maria", [2], "not_said"),
        ("his is Maria", [1], "not_said"),
        ("this is Mari", [1], "not_said"),
        ("charged $1,500.30 twice", [2], "not_said"),
        ("charged €1,500.20 twice", [2], "not_said"),
        ("charged 150020 twice", [2], "not_said"),
        ("I'm happy", [2], "not_said"),
        ("happy. No", [2], "negation_cut"),
        ("How can I help? I was charged", [1, 2], "not_said"),
        ("I help by Friday", [1, 3], "not_said"),
        ("by Friday. That's all", [3], "not_said"),
    ],
)
def test_anything_else_is_no_evidence(quote: object, turns: object, problem: str) -> None:
    assert _problem(quote, turns) == problem


def test_a_quote_counts_only_for_the_one_who_said_it() -> None:
    assert _problem("this is Maria", [1], "agent") is None
    assert _problem("this is Maria", [1], "customer") == "wrong_role"
    assert _problem("well fine", [5], "customer") == "role_unknown"
    assert _problem("well fine", [5], "c2") is None


def test_a_field_about_one_person_needs_that_persons_words() -> None:
    claim = {"quote": "this is Maria", "turn_ids": [1], "said_by": None}
    assert Turns(CALL).evidence(claim, "customer").problem == "wrong_role"
    assert Turns(CALL).evidence(claim, "agent").problem is None


def test_evidence_names_the_turns_that_hold_the_words_and_their_time() -> None:
    found = Turns(CALL).evidence({"quote": "want it back", "turn_ids": [1, 2]})
    assert (found.turn_ids, found.start, found.end) == ((2,), 5.0, 9.0)
    words = [
        {"text": "Um,", "start": 1.0, "end": 1.2},
        {"text": "send", "start": 2.0, "end": 2.2},
        {"text": "it", "start": 2.3, "end": 2.4},
        {"text": "back.", "start": 2.5, "end": 3.0},
    ]
    timed = a_transcript(turns=[a_turn("Um, send it back.", start=1.0, end=3.0, words=words)])
    found = Turns(timed).evidence({"quote": "it back", "turn_ids": [1]})
    assert (found.start, found.end) == (2.3, 3.0)


WORDS = st.lists(st.sampled_from(["yes", "no", "not", "4", "50", "well", "refund"]), min_size=1)


@given(WORDS, st.data())
def test_every_run_of_words_in_a_turn_is_found_or_cut_from_a_negation(
    words: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    call = a_transcript(turns=[a_turn(" ".join(words))])
    claim = {"quote": " ".join(words[first : last + 1]), "turn_ids": [1]}
    assert Turns(call).evidence(claim).problem in {None, "negation_cut"}


@given(WORDS, WORDS)
def test_no_quote_is_found_whose_words_do_not_follow_each_other(
    words: list[str], quote: list[str]
) -> None:
    call = a_transcript(turns=[a_turn(" ".join(words))])
    found = Turns(call).evidence({"quote": " ".join(quote), "turn_ids": [1]})
    runs = [words[at : at + len(quote)] for at in range(len(words))]
    assert (found.problem is None) <= (quote in runs)


def test_planted_fakes_are_caught_and_true_quotes_pass() -> None:
    calls = Calls()
    assert not [fake for fake in fakes(calls, 40) if verified(calls, fake)]
    refused = [quote for quote in true_quotes(calls, 200) if not verified(calls, quote)]
    assert len(refused) < 4
