"""The audio route's answers, read whatever they are."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.adapters.openai_audio_answers import transcript_in
from callinsight.domain.errors.provider import BadProviderAnswerError
from callinsight.domain.metrics.talk import talk_metrics
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript

RECORDING = Recording(
    bucket="b", key="k", etag="e", media_type="audio/wav", size_bytes=9, duration_seconds=60.0,
    channels=1,
)  # fmt: skip


def read(document: Any, language: str | None = None) -> Transcript:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return transcript_in(body, RECORDING, engine="e", model="m", language=language)


def test_segments_of_one_speaker_without_a_pause_are_one_turn() -> None:
    segments = [
        {"start": 0.0, "end": 2.0, "text": " Hello.", "speaker": "A"},
        {"start": 2.5, "end": 4.0, "text": "It is Ann.", "speaker": "A"},
        {"start": 4.1, "end": 5.0, "text": "Hi.", "speaker": "my boss"},
        {"start": 9.0, "end": 9.5, "text": "Bye.", "speaker": "A"},
    ]
    turns = read({"text": "x", "segments": segments}).turns
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in turns] == [
        ("speaker_A", "Hello. It is Ann.", 0.0, 4.0),
        ("speaker_my-boss", "Hi.", 4.1, 5.0),
        ("speaker_A", "Bye.", 9.0, 9.5),
    ]


def test_times_are_kept_within_the_recording_and_in_their_order() -> None:
    words = [
        {"word": "one", "start": -1, "end": 0.5},
        {"word": "two", "start": 59.0, "end": 70},
        {"word": "three", "start": 80, "end": 12},
    ]
    heard = [word for turn in read({"text": "", "words": words}).turns for word in turn.words]
    assert [(word.start, word.end) for word in heard] == [(0, 0.5), (59, 60), (60, 60)]


def test_what_has_no_times_keeps_its_text() -> None:
    transcript = read({"text": "a b", "segments": [{"text": "a"}, {"text": " b"}]})
    (turn,) = transcript.turns
    assert (turn.text, turn.start, turn.speaker) == ("a b", None, "unknown")
    assert (transcript.words, transcript.speech) == (2, ())
    assert read({"text": " "}).turns == ()


@pytest.mark.parametrize(
    ("told", "asked", "code"),
    [
        ({"language": "english"}, None, "en"),
        ({"language": "deu"}, "en", "de"),
        ({"languages": [{"code": "fr"}, {"code": "en"}]}, None, "fr"),
        ({"languages": []}, "es", "es"),
        ({"language": "klingon"}, None, None),
        ({}, None, None),
    ],
)
def test_the_language_is_told_or_else_the_one_that_was_asked_for(
    told: dict[str, Any], asked: str | None, code: str | None
) -> None:
    assert read({"text": "x", **told}, asked).language == code


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NUMBER = st.floats() | st.integers() | ANYTHING
PART = st.fixed_dictionaries(
    {},
    optional={
        "word": st.text() | ANYTHING, "text": st.text() | ANYTHING, "start": NUMBER, "end": NUMBER,
        "speaker": st.text() | ANYTHING,
    },
)  # fmt: skip
DOCUMENT = st.fixed_dictionaries(
    {"text": st.text() | ANYTHING},
    optional={
        "language": st.text() | ANYTHING, "languages": ANYTHING,
        "words": st.lists(PART, max_size=4) | ANYTHING,
        "segments": st.lists(PART, max_size=4) | ANYTHING,
    },
)  # fmt: skip


@given(st.binary() | (DOCUMENT | ANYTHING).map(lambda held: json.dumps(held).encode()))
@example(b"[" * 100_000)
@example(b'{"text": "\\ud800"}')
@example(b'{"text": "x", "language": "\\ud800"}')
def test_whatever_comes_back_it_is_a_transcript_that_can_be_stored_or_none(body: bytes) -> None:
    with suppress(BadProviderAnswerError):
        transcript = read(body)
        stored = transcript.model_dump_json().encode()
        assert Transcript.model_validate_json(stored) == transcript
        assert talk_metrics(transcript).source in {"voice_activity", "word_times"}
        for turn in transcript.turns:
            assert turn.start is None or 0 <= turn.start <= (turn.end or 60) <= 60
