"""Transcripts as text and subtitles."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.subtitles import CUE_CHARACTERS, CUE_SECONDS, cues_of, plain_text, srt, vtt
from callinsight.domain.transcript import HeardWord, Transcript, Turn, Word, turns_of


def _transcript(*turns: Turn) -> Transcript:
    return Transcript(
        engine="e", model="m", quality="final", duration_seconds=9000, channels=2, turns=turns
    )


def _turn(text: str, start: float | None = 0.0, **fields: object) -> Turn:
    words = [
        {"text": word, "start": None if start is None else start + place / 2}
        | {"end": None if start is None else start + place / 2 + 0.4}
        for place, word in enumerate(text.split())
    ]
    end = words[-1]["end"] if words else None
    known = {"id": 1, "speaker": "channel_0", "start": start, "end": end, "text": text}
    return Turn.model_validate({**known, "words": words, **fields})


def test_text_says_when_who_and_what() -> None:
    said = _transcript(
        _turn("hello there", 3.4, role="agent"), _turn("hi", 3725.0, id=2), _turn("oh", None, id=3)
    )
    assert plain_text(said) == (
        "[00:03] agent: hello there\n[1:02:05] channel_0: hi\n[--:--] channel_0: oh\n"
    )


def test_srt_has_numbers_and_times_beyond_an_hour() -> None:
    said = _transcript(_turn("hello there", 3723.25, role="agent"))
    assert srt(said) == "1\n01:02:03,250 --> 01:02:04,150\nagent: hello there\n\n"


def test_vtt_names_the_voice_and_escapes_what_would_be_markup() -> None:
    said = _transcript(_turn("a<b & --> c", 1.0, role="customer"))
    assert vtt(said) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.900\n<v customer>a&lt;b &amp; --&gt; c\n\n"
    )


def test_an_arrow_that_was_said_is_no_arrow_of_srt() -> None:
    said = srt(_transcript(_turn("a --> b")))
    assert said.count("-->") == 1


def test_a_long_turn_is_cut_into_cues_that_fit_a_screen() -> None:
    cues = cues_of(_transcript(_turn(" ".join(f"word{n}" for n in range(60)))))
    assert len(cues) > 3
    assert all(len(cue.text) <= CUE_CHARACTERS for cue in cues)
    assert all(cue.end - cue.start <= CUE_SECONDS for cue in cues)
    assert [word for cue in cues for word in cue.text.split()] == [f"word{n}" for n in range(60)]


def test_a_turn_without_times_is_shown_after_what_came_before() -> None:
    first, second = cues_of(_transcript(_turn("hello there", 4.0), _turn("yes", None, id=2)))
    assert second.start == first.end
    assert second.end > second.start


@pytest.mark.parametrize("write", [srt, vtt, plain_text])
def test_a_call_without_words_is_an_empty_file(write: object) -> None:
    assert callable(write)
    assert write(_transcript()) in {"", "WEBVTT\n\n"}


_MOMENTS = st.none() | st.floats(0, 20_000)
_HEARD = st.lists(
    st.builds(
        lambda text, start, length, channel: HeardWord(
            word=Word(text=text, start=start, end=None if start is None else start + length),
            speaker=f"channel_{channel}",
            channel=channel,
        ),
        st.text(min_size=1, max_size=12),
        _MOMENTS,
        st.floats(0, 30),
        st.integers(0, 1),
    ),
    max_size=40,
)
_TIMES = re.compile(r"^(\d{2,}):(\d\d):(\d\d)[.,](\d{3}) --> (\d{2,}):(\d\d):(\d\d)[.,](\d{3})$")


@given(_HEARD)
def test_whatever_was_heard_every_cue_has_a_length_and_one_line(heard: list[HeardWord]) -> None:
    said = _transcript(*turns_of(heard))
    cues = cues_of(said)
    assert all(cue.start < cue.end for cue in cues)
    assert all(before.start <= after.start for before, after in pairwise(cues))
    for text in (srt(said), vtt(said)):
        arrows = [line for line in text.split("\n") if "-->" in line]
        assert len(arrows) == len(cues)
        assert all(_TIMES.match(line) for line in arrows)
        blocks = [block for block in text.removeprefix("WEBVTT\n\n").split("\n\n") if block]
        assert len(blocks) == len(cues)
