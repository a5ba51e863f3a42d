"""Transcripts: what a turn tells of its words, and how many they are."""

from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.transcript import HeardWord, Turn, turns_of
from tests.domain.speech import a_transcript, a_turn, heard

HEARD = st.builds(
    heard,
    st.text(min_size=1, max_size=3),
    st.none() | st.floats(0, 100),
    st.none() | st.floats(0, 100),
    speaker=st.sampled_from("ab"),
    channel=st.sampled_from([None, 0, 1]),
)


def texts(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.text for turn in turns]


def test_a_turn_spans_its_words() -> None:
    (turn,) = turns_of([heard("hello", 1.0, 3.0), heard("there", 1.5, 2.0)])
    assert (turn.start, turn.end) == (1.0, 3.0)
    assert [word.text for word in turn.words] == ["hello", "there"]


def test_words_without_any_time_make_turns_without_times() -> None:
    turns = turns_of([heard("so"), heard("then"), heard("yes", speaker="b")])
    assert texts(turns) == ["so then", "yes"]
    assert [(turn.start, turn.end) for turn in turns] == [(None, None), (None, None)]


def test_nothing_heard_is_no_turn() -> None:
    assert turns_of([]) == ()


@given(st.lists(HEARD, max_size=20))
def test_every_word_is_in_one_turn_of_its_speaker(words: list[HeardWord]) -> None:
    turns = turns_of(words)
    assert [turn.id for turn in turns] == list(range(1, len(turns) + 1))
    for speaker in "ab":
        told = [w.text for turn in turns if turn.speaker == speaker for w in turn.words]
        assert sorted(told) == sorted(item.word.text for item in words if item.speaker == speaker)


def test_a_transcript_counts_words_or_else_what_its_text_shows() -> None:
    timed = turns_of([heard("so", 0.0, 1.0), heard("then", 1.0, 2.0)])
    assert a_transcript(turns=[*timed, a_turn("three more words", 2)]).words == 5
    assert a_transcript(turns=[]).words == 0
