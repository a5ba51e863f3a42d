"""Ready transcripts: every form is read, everything else is refused in one way."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters import imported_transcripts
from callinsight.adapters.imported_transcripts import ProbeByContent, transcript_at, transcript_in
from callinsight.domain.errors.recording import TranscriptInvalidError
from callinsight.domain.roles import RoleSources, roles_of
from callinsight.domain.transcript import Transcript
from tests.adapters.ready import AGENT, CUSTOMER, FORMS, Document, own, post_call, scribe
from tests.fakes.engines import FakeSoundProbe

SAMPLE = Path(__file__).parents[2].parent / "shared" / "samples" / "transcribe_pca_output.json"
BY_CHANNEL = RoleSources(channel_roles=("agent", "customer"))
TOLD = {"own", "call_analytics", "post_call"}
KEYS = st.sampled_from(
    ["turns", "engine", "results", "items", "Transcript", "Items", "SpeechSegments", "transcripts",
     "ConversationAnalytics", "words", "text", "speaker_labels", "channel_labels", "segments", "id"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def body(document: object) -> bytes:
    return json.dumps(document).encode()


def read(document: object) -> Transcript:
    return transcript_in(body(document))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_the_same_turns(form: str) -> None:
    transcript = read(FORMS[form]())
    assert [(turn.id, turn.text) for turn in transcript.turns] == [(1, AGENT), (2, CUSTOMER)]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(0.0, 1.5), (2.0, 4.5)]
    assert transcript.words == 5
    assert transcript.engine.startswith("import:")
    assert transcript.duration_seconds >= 4.5


@pytest.mark.parametrize("form", FORMS)
def test_roles_come_from_the_document_or_from_its_channels(form: str) -> None:
    roles = roles_of(read(FORMS[form]()), BY_CHANNEL)
    known = {"provider"} if form in TOLD else {"channel"} if "channel" in form else {None}
    assert {role.source for role in roles.values()} <= known | {None, "inferred"}
    if form in TOLD or "channel" in form:
        assert [role.role for role in roles.values()] == ["agent", "customer"]


@pytest.mark.parametrize("form", FORMS)
def test_a_word_has_the_confidence_that_the_document_gives(form: str) -> None:
    given_ = [word.confidence for turn in read(FORMS[form]()).turns for word in turn.words]
    none = form in {"own", "scribe_by_channel"}
    expected = None if none else 0.905 if form == "scribe" else 0.75
    assert given_ == [expected if expected is None else pytest.approx(expected, abs=0.001)] * 5


def test_languages_have_their_short_code_and_their_probability() -> None:
    transcript = read(scribe())
    assert (transcript.language, transcript.language_probability) == ("en", 0.9)


def test_a_draft_of_ours_stays_a_draft_and_guessed_roles_are_guessed_again() -> None:
    document = own() | {"quality": "draft"}
    guessed = {"role": "agent", "source": "inferred", "confidence": 0.9}
    document["roles"] = {
        "channel_0": guessed,
        "channel_1": {"role": "customer", "source": "person"},
    }
    transcript = read(document)
    assert transcript.quality == "draft"
    assert transcript.told_roles == {"channel_1": "customer"}


@pytest.mark.parametrize(
    "content",
    [
        b"{", b"[]", b"{}", b'"words"', b"{" * 100_000, b'{"turns": NaN}', b'{"a": 1e999}',
        b"[Verse]", b"\xff\xfe{", body({"text": ""}), body({"words": []}), body({"results": {}}),
        body({"Transcript": []}), body({"results": {"items": [{"alternatives": []}]}}),
        body({"text": "no times at all"}), body({"text": "half \ud800 a pair", "words": []}),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_one_code(content: bytes) -> None:
    with pytest.raises(TranscriptInvalidError) as refused:
        transcript_in(content)
    assert refused.value.code == "transcript_invalid"


def _spoiled(**fields: Any) -> Document:
    return own() | fields


@pytest.mark.parametrize(
    "document",
    [
        _spoiled(duration_seconds=0),
        _spoiled(duration_seconds=-1),
        _spoiled(duration_seconds="NaN"),
        _spoiled(channels=0),
        _spoiled(channels=10**9),
        _spoiled(model="m" * 100),
        _spoiled(turns=own()["turns"][1:]),
        _spoiled(turns=[{**turn, "speaker": ""} for turn in own()["turns"]]),
        _spoiled(turns=[{**turn, "start": -1} for turn in own()["turns"]]),
    ],
)
def test_a_transcript_of_ours_that_we_never_made_is_refused(document: Document) -> None:
    with pytest.raises(TranscriptInvalidError):
        read(document)


@given(JSON)
def test_any_json_is_a_transcript_or_refused(document: object) -> None:
    try:
        transcript = read(document)
    except TranscriptInvalidError:
        return
    assert transcript.words


@given(st.data())
def test_a_document_with_any_value_spoiled_is_a_transcript_or_refused(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(list(FORMS.values())))()
    place: Any = document
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    try:
        transcript = read(document)
    except TranscriptInvalidError:
        return
    assert Transcript.model_validate_json(transcript.model_dump_json()) == transcript


def test_a_document_of_too_many_values_or_bytes_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big"
    path.write_bytes(body(scribe()))
    assert transcript_at(path).words == 5
    monkeypatch.setattr(imported_transcripts, "MOST_VALUES", 10)
    with pytest.raises(TranscriptInvalidError):
        transcript_at(path)
    monkeypatch.setattr(imported_transcripts, "MOST_VALUES", 4_000_000)
    monkeypatch.setattr(imported_transcripts, "LARGEST_BYTES", 10)
    with pytest.raises(TranscriptInvalidError):
        transcript_at(path)


@pytest.mark.parametrize("start", [b"", b" \r\n\t", b"\xef\xbb\xbf"])
async def test_a_document_is_known_by_its_content(tmp_path: Path, start: bytes) -> None:
    sound = FakeSoundProbe()
    path = tmp_path / "call.wav"
    path.write_bytes(start + body(post_call()))
    facts = await ProbeByContent(sound).probe(path)
    assert (facts.media_type, facts.duration_seconds, facts.channels) == (
        "application/json", 28.67, 1,
    )  # fmt: skip
    assert sound.probes == 0


async def test_sound_is_probed_whatever_its_name(tmp_path: Path) -> None:
    sound = FakeSoundProbe()
    path = tmp_path / "call.json"
    path.write_bytes(b"RIFF....WAVE")
    assert await ProbeByContent(sound).probe(path) == sound.facts


def test_the_sample_of_others_is_read_where_it_is_at_hand() -> None:
    """It lies beside the project, if at all; without it this reads our own of the same form."""
    content = SAMPLE.read_bytes() if SAMPLE.exists() else body(post_call())
    transcript = transcript_in(content)
    assert transcript.language == "en"
    assert set(transcript.told_roles.values()) == {"agent", "customer"}
    assert transcript.duration_seconds == pytest.approx(28.67)


def test_many_words_at_one_moment_take_no_more_than_a_moment() -> None:
    """A document may say that everything was said at once: forming turns stays linear."""
    words = [{"text": "a", "start": 1.0, "end": 1.0, "speaker_id": "a"} for _ in range(20_000)]
    assert len(read({"text": "a", "words": words}).turns) == 1
