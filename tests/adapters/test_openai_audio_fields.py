"""What the audio route is asked for, by model, and what is left out of it."""

import pytest

from callinsight.adapters.openai_audio import OpenAITranscriber
from callinsight.adapters.openai_audio_fields import AudioModel, dropped_by, file_name
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording

OWN, LOCAL = "https://api.openai.com/v1", "http://127.0.0.1:8000/v1"
EVERYTHING = TranscriptionSettings(
    language="de",
    num_speakers=2,
    detect_speaker_roles=True,
    keyterms=("Acme",),
    tag_audio_events=True,
    entity_detection=("pii",),
)


@pytest.mark.parametrize(
    ("name", "own", "form"),
    [
        ("whisper-1", True, "verbose_json"),
        ("gpt-transcribe", True, "json"),
        ("gpt-4o-transcribe", True, "json"),
        ("gpt-4o-mini-transcribe-2025-12-15", True, "json"),
        ("gpt-4o-transcribe-diarize", True, "diarized_json"),
        ("Systran/faster-whisper-small", False, "verbose_json"),
        ("gpt-transcribe", False, "verbose_json"),
    ],
)
def test_a_model_is_asked_for_the_richest_form_it_gives(name: str, own: bool, form: str) -> None:
    assert AudioModel(name, own).form == form


def test_every_wish_that_a_model_does_not_take_is_named() -> None:
    unmet = [
        "detect_speaker_roles", "diarize", "entity_detection", "keyterms", "num_speakers",
        "tag_audio_events",
    ]  # fmt: skip
    assert list(dropped_by(AudioModel("whisper-1", own=True), EVERYTHING)) == unmet
    taken = {"gpt-transcribe": "keyterms", "gpt-4o-transcribe-diarize": "diarize"}
    for name, setting in taken.items():
        dropped = dropped_by(AudioModel(name, own=True), EVERYTHING)
        assert set(unmet) - set(dropped) == {setting}
    per_channel = TranscriptionSettings(multichannel=True, diarization_threshold=0.3)
    dropped = dropped_by(AudioModel("gpt-transcribe", own=True), per_channel)
    assert dropped == ("diarization_threshold", "diarize", "multichannel")


def test_a_profile_without_wishes_drops_nothing() -> None:
    plain = TranscriptionSettings(diarize=False)
    assert dropped_by(AudioModel("gpt-transcribe", own=True), plain) == ()


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("audio/mp4", "recording.m4a"), ("audio/mpeg", "recording.mp3"), ("audio/ogg", "recording.ogg"),
        ("audio/flac", "recording.flac"), ("audio/amr", "recording.bin"),
    ],
)  # fmt: skip
def test_a_files_name_says_what_it_is_and_nothing_else(media_type: str, name: str) -> None:
    assert file_name(media_type) == name


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, True),
        ({"size_bytes": 25_000_001}, False),
        ({"duration_seconds": 1391.0}, False),
        ({"media_type": "audio/amr"}, False),
    ],
)
def test_what_a_model_does_not_take_is_known_before_it_is_sent(
    recording: Recording, changed: dict[str, object], taken: bool
) -> None:
    engine = OpenAITranscriber(None, base_url=OWN, model="gpt-transcribe")
    limits = engine.limits(recording, TranscriptionSettings())
    assert limits.take(recording.model_copy(update=changed)) is taken
    assert (engine.slots(recording), engine.surcharges(recording, EVERYTHING)) == (1, ())


def test_whisper_takes_hours_if_they_are_small(recording: Recording) -> None:
    engine = OpenAITranscriber(None, base_url=LOCAL, model="small")
    long = recording.model_copy(update={"duration_seconds": 10_000.0})
    assert engine.limits(long, TranscriptionSettings()).take(long)


def test_whatever_shapes_a_transcript_is_in_its_fingerprint() -> None:
    made = [
        OpenAITranscriber(None, base_url=url, model=model).fingerprint_parts(settings)
        for url, model, settings in [
            (OWN, "gpt-transcribe", EVERYTHING),
            (LOCAL, "gpt-transcribe", EVERYTHING),
            (OWN, "whisper-1", EVERYTHING),
            (OWN, "gpt-transcribe", EVERYTHING.model_copy(update={"language": "fr"})),
            (OWN, "gpt-transcribe", EVERYTHING.model_copy(update={"keyterms": ("Other",)})),
            (OWN, "gpt-transcribe", EVERYTHING.model_copy(update={"num_speakers": None})),
        ]
    ]
    assert all(made.count(parts) == 1 for parts in made)
