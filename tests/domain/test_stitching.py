"""Transcripts of pieces become one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.stitching import HeardPiece, stitched
from callinsight.domain.transcript import (
    HeardWord,
    SpeechInterval,
    Transcript,
    Word,
    turns_of,
)

Said = tuple[str, float | None, float | None]


def _transcript(*words: tuple[str, Said], channels: int = 2, **fields: object) -> Transcript:
    """What speakers said; those named `channel_N` have a channel."""
    heard = [
        HeardWord(
            word=Word(text=text, start=start, end=end),
            speaker=speaker,
            channel=int(speaker[-1]) if speaker.startswith("channel_") else None,
        )
        for speaker, (text, start, end) in words
    ]
    return Transcript.model_validate(
        {
            "engine": "test",
            "model": "m",
            "quality": "final",
            "duration_seconds": 10.0,
            "channels": channels,
            "turns": turns_of(heard),
            **fields,
        }
    )


def _two(first: Transcript, second: Transcript) -> Transcript:
    return stitched(
        [HeardPiece(start=0.0, transcript=first), HeardPiece(start=10.0, transcript=second)], 20.0
    )


def test_a_single_piece_is_the_whole() -> None:
    only = _transcript(("speaker_0", ("hello", 0.0, 0.5)))
    assert stitched([HeardPiece(start=0.0, transcript=only)], 10.0) == only


def test_a_turn_goes_on_behind_the_seam_if_its_channel_does() -> None:
    whole = _two(
        _transcript(("channel_0", ("good", 9.0, 9.6))),
        _transcript(("channel_0", ("morning", 0.2, 0.8)), ("channel_1", ("hi", 2.0, 2.3))),
    )
    assert [(turn.id, turn.text, turn.start, turn.end) for turn in whole.turns] == [
        (1, "good morning", 9.0, 10.8),
        (2, "hi", 12.0, 12.3),
    ]


def test_a_longer_pause_or_another_speaker_at_the_seam_ends_the_turn() -> None:
    paused = _two(
        _transcript(("channel_0", ("good", 8.0, 8.6))),
        _transcript(("channel_0", ("morning", 0.2, 0.8))),
    )
    assert [turn.text for turn in paused.turns] == ["good", "morning"]
    answered = _two(
        _transcript(("channel_0", ("good", 9.0, 9.5)), ("channel_1", ("yes", 9.6, 9.8))),
        _transcript(("channel_0", ("morning", 0.1, 0.8))),
    )
    assert [turn.text for turn in answered.turns] == ["good", "yes", "morning"]


def test_numbered_speakers_of_different_pieces_are_different_people() -> None:
    whole = _two(
        _transcript(("speaker_0", ("good", 9.5, 9.9)), channels=1),
        _transcript(("speaker_0", ("morning", 0.1, 0.8)), channels=1),
    )
    assert [(turn.speaker, turn.text) for turn in whole.turns] == [
        ("part_1_speaker_0", "good"),
        ("part_2_speaker_0", "morning"),
    ]


def test_named_parts_are_the_same_people_in_every_piece() -> None:
    told = {"told_roles": {"agent": "agent"}}
    whole = _two(
        _transcript(("agent", ("good", 9.5, 9.9)), channels=1, **told),
        _transcript(("agent", ("morning", 0.1, 0.8)), channels=1, **told),
    )
    assert [(turn.speaker, turn.text) for turn in whole.turns] == [("agent", "good morning")]
    assert whole.told_roles == {"agent": "agent"}


def test_what_an_engine_tells_of_numbered_speakers_goes_with_their_names() -> None:
    whole = _two(
        _transcript(("speaker_0", ("a", 0.0, 1.0)), told_roles={"speaker_0": "agent"}),
        _transcript(
            ("speaker_0", ("b", 0.0, 1.0)),
            told_roles={"speaker_0": "customer"},
            speech=(SpeechInterval(speaker="speaker_0", start=0.0, end=1.0),),
        ),
    )
    assert whole.told_roles == {"part_1_speaker_0": "agent", "part_2_speaker_0": "customer"}
    assert whole.speech == (SpeechInterval(speaker="part_2_speaker_0", start=10.0, end=11.0),)


def test_words_without_times_stay_in_the_order_of_the_pieces() -> None:
    whole = _two(
        _transcript(("unknown", ("good", None, None)), channels=1),
        _transcript(("unknown", ("morning", None, None)), channels=1),
    )
    assert [turn.text for turn in whole.turns] == ["good morning"]
    assert whole.turns[0].start is None


def test_a_turn_that_has_no_words_keeps_its_text() -> None:
    bare = _transcript(("channel_0", ("good", 1.0, 2.0)))
    bare = bare.model_copy(update={"turns": (bare.turns[0].model_copy(update={"words": ()}),)})
    whole = _two(bare, _transcript())
    assert [(turn.text, turn.start) for turn in whole.turns] == [("good", 1.0)]


def test_the_whole_has_its_own_length_and_the_language_of_most_words() -> None:
    whole = _two(
        _transcript(("channel_0", ("hm", 0.0, 0.4)), language="la", channels=1),
        _transcript(
            ("channel_0", ("guten", 0.0, 0.4)), ("channel_0", ("Tag", 0.5, 0.9)), language="de"
        ),
    )
    assert (whole.duration_seconds, whole.language, whole.channels) == (20.0, "de", 2)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 1), st.floats(0, 9.9)), max_size=8),
        min_size=1,
        max_size=5,
    )
)
def test_every_word_is_there_once_at_its_own_time(
    pieces: list[list[tuple[int, float]]],
) -> None:
    heard, expected = [], []
    for number, said in enumerate(pieces):
        words = [
            (f"channel_{channel}", (f"w{number}.{place}", round(at, 3), round(at, 3) + 0.1))
            for place, (channel, at) in enumerate(said)
        ]
        expected += [(text, round(10 * number + start, 3)) for _, (text, start, _) in words]
        heard.append(HeardPiece(start=10.0 * number, transcript=_transcript(*words)))
    whole = stitched(heard, 10.0 * len(pieces))
    found = [(word.text, word.start) for turn in whole.turns for word in turn.words]
    assert sorted(found) == sorted(expected)
    assert [turn.id for turn in whole.turns] == list(range(1, len(whole.turns) + 1))
    assert all((a.start or 0.0) <= (b.start or 0.0) for a, b in pairwise(whole.turns))
