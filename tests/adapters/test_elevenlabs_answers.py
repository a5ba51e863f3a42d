"""Transcripts as ElevenLabs may send them: in every form, with everything optional left out."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters.elevenlabs_answers import transcript_in
from callinsight.domain.errors.provider import BadProviderAnswerError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript

SETTINGS = TranscriptionSettings()
HIDING = TranscriptionSettings(entity_detection=("pii",), entity_redaction=("pii",))
STEREO = Recording(
    bucket="b",
    key="k",
    etag="e",
    media_type="audio/wav",
    size_bytes=1,
    duration_seconds=60.0,
    channels=2,
)


def _read(document: object, settings: TranscriptionSettings = SETTINGS) -> Transcript:
    return transcript_in(json.dumps(document).encode(), STEREO, settings)


def _entry(text: str, speaker: str = "a", **fields: Any) -> dict[str, Any]:
    return {"text": text, "type": "word", "speaker_id": speaker, **fields}


def _texts(transcript: Transcript) -> list[tuple[str, int | None, str]]:
    return [(turn.speaker, turn.channel, turn.text) for turn in transcript.turns]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'"x"',
        b"<html>busy</html>",
        b'{"text": "cut o',
        b"[" * 100_000,
        b'{"transcripts": []}',
        b'{"transcripts": 1}',
        b'{"transcripts": [{"text": "a"}, 7]}',
        b'{"text": 7}',
        b'{"text": "a", "words": "none"}',
        b'{"text": "a", "words": [{"text": "a", "start": NaN, "end": 1}]}',
        b'{"text": "a", "words": [{"text": "a", "start": 0, "end": 1e999}]}',
        b'{"text": "a", "words": [{"text": "a", "start": -1, "end": 1}]}',
        b'{"text": "a", "words": [{"text": "a", "start": ' + b"9" * 400 + b"}]}",
        b'{"text": "a", "words": [{"text": "a", "start": ' + b"9" * 5000 + b"}]}",
        b'{"text": "a", "channel_index": -1}',
        b'{"message": "Request accepted.", "request_id": "r"}',
        b"\xff\xfe",
    ],
    ids=lambda body: f"{body[:60]!r} ({len(body)})",
)
def test_an_answer_that_is_no_transcript_is_refused(body: bytes) -> None:
    with pytest.raises(BadProviderAnswerError):
        transcript_in(body, STEREO, SETTINGS)


def test_a_channel_without_a_number_is_told_by_its_place() -> None:
    transcript = _read({"transcripts": [{"text": "hello"}, {"text": "goodbye"}]})
    assert _texts(transcript) == [("channel_0", 0, "hello"), ("channel_1", 1, "goodbye")]
    assert transcript.channels == 2


def test_a_channels_own_number_goes_before_its_place() -> None:
    chunks = [{"text": "second", "channel_index": 1}, {"text": "first", "channel_index": 0}]
    assert {turn.channel: turn.text for turn in _read({"transcripts": chunks}).turns} == {
        0: "first",
        1: "second",
    }


def test_channels_that_are_told_by_word_are_kept_apart() -> None:
    """The combined form: one transcript whose words name their channel."""
    words = [
        _entry("hello", start=0, end=1, channel_index=0),
        _entry("hi", start=2, end=3, channel_index=1),
    ]
    transcript = _read({"text": "hello hi", "words": words})
    assert _texts(transcript) == [("channel_0", 0, "hello"), ("channel_1", 1, "hi")]
    assert transcript.channels == 2


def test_spacing_and_audio_events_are_no_words() -> None:
    words = [
        _entry("(laughter)", type="audio_event", start=0, end=1),
        _entry("well", start=1, end=2),
        _entry(" ", type="spacing", start=2, end=3),
        _entry("  ", start=3, end=3),
        _entry(" yes ", start=3, end=4),
        _entry("...", type="something new", start=4, end=5),
    ]
    (turn,) = _read({"text": "(laughter) well yes", "words": words}).turns
    assert [word.text for word in turn.words] == ["well", "yes"]
    assert turn.text == "well yes"


def test_what_is_optional_may_be_missing_and_what_is_new_may_be_there() -> None:
    words = [
        {"text": "a", "start": None, "end": None, "speaker_id": None, "characters": None},
        {"text": "b", "characters": [{"text": "b", "start": 0.0, "end": 0.1}], "tomorrow": {}},
    ]
    entities = [{"text": "a", "entity_type": "name", "start_char": 0, "end_char": 1}]
    transcript = _read({"text": "a b", "words": words, "entities": entities, "tomorrow": [1]})
    assert _texts(transcript) == [("unknown", None, "a b")]
    assert transcript.language is None
    assert {word.start for turn in transcript.turns for word in turn.words} == {None}


@pytest.mark.parametrize("words", [None, [], [_entry(" ", type="spacing")]])
def test_an_answer_with_text_but_no_words_is_one_turn_without_times(words: object) -> None:
    (turn,) = _read({"text": " hello there ", "words": words}).turns
    assert (turn.text, turn.start) == ("hello there", None)


def test_a_call_in_which_nobody_speaks_is_a_transcript_too() -> None:
    assert _read({"text": "", "words": [], "language_code": ""}).turns == ()


def test_half_a_character_is_replaced_because_it_cannot_be_stored() -> None:
    (turn,) = _read({"text": "a\ud800b \ud83d\ude00"}).turns
    assert turn.text == "a\ufffdb \U0001f600"


def test_a_word_that_ends_before_it_starts_ends_at_once() -> None:
    (turn,) = _read({"text": "a", "words": [_entry("a", start=2.0, end=1.0)]}).turns
    assert (turn.start, turn.end) == (2.0, 2.0)


def test_speakers_that_scribe_names_by_their_role_have_it_told() -> None:
    words = [_entry("hi", "agent"), _entry("yes", "customer"), _entry("so", "speaker_2")]
    told = _read({"text": "hi yes so", "words": words}).told_roles
    assert told == {"agent": "agent", "customer": "customer"}


def test_a_words_confidence_is_its_probability_where_scribe_gives_one() -> None:
    sure = (0.0, -0.5, -1000.0, 0.1, -math.inf, math.nan)
    words = [_entry(str(place), logprob=p) for place, p in enumerate(sure)]
    (turn,) = _read({"text": "a", "words": [*words, _entry("b")]}).turns
    known = [word.confidence for word in turn.words]
    assert known == [1.0, pytest.approx(0.6065, abs=1e-4), 0.0, 1.0, 0.0, None, None]


def test_the_language_is_that_of_the_channel_with_the_most_words() -> None:
    silent = {"text": "", "words": [], "language_code": "nn", "language_probability": 0.2}
    spoken = {"text": "a", "words": [_entry("a")], "language_code": "deu"}
    transcript = _read({"transcripts": [silent, spoken | {"language_probability": 0.97}]})
    assert (transcript.language, transcript.language_probability) == ("de", 0.97)


def test_redacted_words_are_taken_as_they_are() -> None:
    words = [_entry("I"), _entry("am"), _entry("{NAME_1}.", "b")]
    transcript = _read({"text": "I am {NAME_1}.", "words": words}, HIDING)
    assert _texts(transcript) == [("a", None, "I am"), ("b", None, "{NAME_1}.")]


def test_words_that_tell_what_the_text_hides_are_not_taken() -> None:
    words = [_entry("I"), _entry("am"), _entry("Anna", "b")]
    transcript = _read({"text": "I am {NAME_1}.", "words": words}, HIDING)
    assert _texts(transcript) == [("unknown", None, "I am {NAME_1}.")]
    assert "Anna" not in transcript.model_dump_json()


TEXT = st.text(st.characters(exclude_categories=()))  # halves of characters too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=6,
)
NUMBERS = st.none() | st.floats(-1, 100) | st.floats() | st.integers() | JSON
WORDS = st.fixed_dictionaries(
    {"text": TEXT | JSON},
    optional={
        "type": st.sampled_from(["word", "spacing", "audio_event"]) | JSON,
        "start": NUMBERS,
        "end": NUMBERS,
        "logprob": NUMBERS,
        "speaker_id": st.none() | TEXT | JSON,
        "channel_index": st.none() | st.integers(0, 5) | JSON,
    },
)
CHUNKS = st.fixed_dictionaries(
    {"text": TEXT | JSON},
    optional={
        "words": st.lists(WORDS, max_size=4) | JSON,
        "language_code": st.text(max_size=6) | JSON,
        "language_probability": NUMBERS,
        "channel_index": st.none() | st.integers(0, 5) | JSON,
    },
)


@given(
    JSON | CHUNKS | st.fixed_dictionaries({"transcripts": st.lists(CHUNKS, max_size=3) | JSON}),
    st.booleans(),
)
def test_any_json_is_a_transcript_that_can_be_stored_or_is_refused(
    document: object, hiding: bool
) -> None:
    try:
        transcript = _read(document, HIDING if hiding else SETTINGS)
    except BadProviderAnswerError:
        return
    assert Transcript.model_validate_json(transcript.model_dump_json()) == transcript


@given(st.binary())
def test_any_bytes_are_a_transcript_or_are_refused(body: bytes) -> None:
    with pytest.raises(BadProviderAnswerError):
        transcript_in(body, STEREO, SETTINGS)
