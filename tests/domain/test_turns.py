"""Turns: who has the floor, and until when."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.transcript import HeardWord, Turn, turns_of
from tests.domain.speech import heard

SPOKEN = st.tuples(st.sampled_from("abc"), st.integers(0, 80), st.integers(1, 30)).map(
    lambda drawn: heard(drawn[0], drawn[1] / 10, (drawn[1] + drawn[2]) / 10, speaker=drawn[0])
)


def told(*words: HeardWord) -> list[str]:
    return [f"{turn.speaker}: {turn.text}" for turn in turns_of(words)]


def pauses(turn: Turn) -> list[tuple[float, float]]:
    """The spans between the words of a turn, where there are any."""
    starts = [word.start or 0.0 for word in turn.words]
    heard_until = list(accumulate((word.end or 0.0 for word in turn.words), max))
    between = zip(heard_until, starts[1:], strict=False)
    return [(end, start) for end, start in between if end <= start]


def test_a_pause_is_counted_from_the_end_of_all_that_was_said() -> None:
    words = [heard("hello", 1.0, 3.0), heard("there", 1.5, 2.0), heard("you", 3.5, 4.0)]
    assert told(*words) == ["a: hello there you"]


@pytest.mark.parametrize(
    ("first_ends", "second_starts", "expected"),
    [
        (7.0, 7.0, ["a: so then"]),
        (7.0, 7.5, ["a: so then"]),
        (7.0, 8.0, ["a: so then"]),
        (7.3, 8.3, ["a: so then"]),
        (7.0, 8.0004, ["a: so then"]),
        (7.0, 8.001, ["a: so", "a: then"]),
    ],
)
def test_a_pause_of_more_than_a_second_ends_a_turn(
    first_ends: float, second_starts: float, expected: list[str]
) -> None:
    assert told(heard("so", 6.5, first_ends), heard("then", second_starts, 9.0)) == expected


def test_a_pause_is_measured_in_milliseconds() -> None:
    assert 8.3 - 7.3 > 1.0
    assert told(heard("so", 7.0, 7.3), heard("then", 8.3, 8.4)) == ["a: so then"]


@pytest.mark.parametrize(("start", "end"), [(0.6, 0.8), (0.5, 0.9), (0.5, 0.6)])
def test_a_word_of_another_within_a_pause_takes_the_floor(start: float, end: float) -> None:
    words = [heard("hello", 0.0, 0.5), heard("hi", start, end, speaker="b"), heard("well", 0.9, 1)]
    assert told(*words) == ["a: hello", "b: hi", "a: well"]


@pytest.mark.parametrize(("start", "end"), [(0.4, 0.8), (0.6, 1.0), (0.1, 0.3), (0.0, 2.0)])
def test_talking_at_the_same_time_breaks_no_turn(start: float, end: float) -> None:
    words = [heard("hello", 0.0, 0.5), heard("hi", start, end, speaker="b"), heard("well", 0.9, 1)]
    assert sorted(told(*words)) == ["a: hello well", "b: hi"]


def test_two_who_talk_at_once_have_one_turn_each() -> None:
    one = [heard("one", at, at + 0.9) for at in range(4)]
    other = [heard("two", at + 0.5, at + 1.4, speaker="b") for at in range(4)]
    assert told(*one, *other) == ["a: one one one one", "b: two two two two"]


def test_one_speaker_name_on_two_channels_is_two_speakers() -> None:
    assert told(heard("hello", 0.0, 0.5, channel=0), heard("hi", 0.6, 0.8, channel=1)) == [
        "a: hello",
        "a: hi",
    ]


def test_the_channels_of_a_call_are_merged_by_time() -> None:
    agent = [heard("one", 0.0, 1.0, channel=0), heard("three", 4.0, 5.0, channel=0)]
    customer = [heard("two", 2.0, 3.0, channel=1), heard("four", 6.0, 7.0, channel=1)]
    assert told(*customer, *agent) == ["a: one", "a: two", "a: three", "a: four"]


def test_words_that_begin_together_keep_their_order() -> None:
    assert told(heard("so", 1.0, 1.2), heard("then", 1.0, 1.2)) == ["a: so then"]


def test_words_are_grouped_as_they_come_if_none_has_a_time() -> None:
    words = [heard("hello"), heard("there"), heard("hi", speaker="b"), heard("well")]
    assert told(*words) == ["a: hello there", "b: hi", "a: well"]


def test_a_word_without_times_goes_beside_its_neighbour_and_moves_nobody_else() -> None:
    words = [
        heard("um", channel=0),
        heard("one", 1.0, 1.5, channel=0),
        heard("five", 5.0, 5.5, channel=0),
        heard("uh", channel=0),
        heard("six", 6.0, 6.5, channel=0),
        heard("three", 3.0, 3.5, channel=1),
        heard("ah", channel=1),
        heard("nine", 9.0, 9.5, channel=1),
    ]
    assert told(*words) == ["a: um one", "a: three ah", "a: five uh six", "a: nine"]


def test_a_word_keeps_the_one_time_it_has() -> None:
    words = [heard("one", 1.0, 1.5), heard("four", 4.0, None), heard("eight", None, 8.0)]
    assert told(*words) == ["a: one", "a: four", "a: eight"]
    assert [word.end for turn in turns_of(words) for word in turn.words] == [1.5, None, 8.0]


def test_a_speaker_without_any_time_follows_the_word_before() -> None:
    words = [heard("one", 1.0, 1.5), heard("hm", speaker="b"), heard("nine", 9.0, 9.5)]
    assert told(*words) == ["a: one", "b: hm", "a: nine"]


UNTIMED = st.tuples(SPOKEN, st.booleans()).map(
    lambda drawn: heard(drawn[0].word.text, speaker=drawn[0].speaker) if drawn[1] else drawn[0]
)


@given(st.lists(UNTIMED, max_size=15))
def test_no_word_is_lost_or_moved_by_those_without_times(words: list[HeardWord]) -> None:
    spoken = [(turn.speaker, word) for turn in turns_of(words) for word in turn.words]
    assert sorted(map(repr, spoken)) == sorted(repr((w.speaker, w.word)) for w in words)
    timed = [item for item in words if item.word.start is not None]
    for speaker in "abc":
        own = [word for who, word in spoken if who == speaker and word.start is not None]
        told_times = sorted(item.word.start or 0.0 for item in timed if item.speaker == speaker)
        assert [word.start for word in own] == told_times


@given(st.lists(SPOKEN, max_size=15))
def test_turns_come_by_their_start_and_within_them_nobody_else_takes_the_floor(
    words: list[HeardWord],
) -> None:
    turns = turns_of(words)
    assert [turn.id for turn in turns] == list(range(1, len(turns) + 1))
    starts = [turn.start or 0.0 for turn in turns]
    assert starts == sorted(starts)
    for turn in turns:
        for start, end in pauses(turn):
            assert round(end - start, 3) <= 1.0
            others = (item.word for item in words if item.speaker != turn.speaker)
            assert not any(start <= (w.start or 0.0) and (w.end or 0.0) <= end for w in others)
