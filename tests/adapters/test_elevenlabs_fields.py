"""What ElevenLabs is asked for, within the limits it documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters.elevenlabs_answers import transcript_in
from callinsight.adapters.elevenlabs_fields import (
    dropped_by,
    limits,
    request_fields,
    slots,
    surcharges,
)
from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings, load_profile
from callinsight.domain.recording import Recording
from callinsight.services import Services
from tests.builders import a_profile
from tests.builders import settings as a_setting
from tests.stubs.elevenlabs_forms import as_form, form_problem
from tests.stubs.uploads import Upload

HOUR = 3600.0


@pytest.fixture
def mono(recording: Recording) -> Recording:
    return recording.model_copy(update={"channels": 1})


@pytest.mark.parametrize(
    ("channels", "seconds", "multichannel"),
    [
        (1, 60.0, "false"),
        (2, 60.0, "true"),
        (5, HOUR, "true"),
        (6, 60.0, "false"),  # 5.1 sound of a film
        (2, 3 * HOUR, "true"),  # it comes in pieces of an hour at most
    ],
)
def test_channels_are_kept_apart_where_the_provider_can(
    recording: Recording, channels: int, seconds: float, multichannel: str
) -> None:
    heard = recording.model_copy(update={"channels": channels, "duration_seconds": seconds})
    fields = dict(request_fields(heard, TranscriptionSettings()))
    assert fields["use_multi_channel"] == multichannel
    assert fields["diarize"] == ("false" if multichannel == "true" else "true")


def test_what_the_provider_cannot_do_is_refused_before_it_is_sent(recording: Recording) -> None:
    settings = TranscriptionSettings(multichannel=True)
    with pytest.raises(ProviderRefusedError, match="5 at most"):
        request_fields(recording.model_copy(update={"channels": 6}), settings)


@pytest.mark.parametrize(
    ("settings", "surcharged"),
    [
        (TranscriptionSettings(), ()),
        (TranscriptionSettings(keyterms=("Acme",)), ("keyterms",)),
        (TranscriptionSettings(keyterms=("Acme",) * 100), ("keyterms",)),
        (TranscriptionSettings(keyterms=("Acme",) * 101), ("keyterms", "many_keyterms")),
        (
            TranscriptionSettings(entity_detection=("pii",), entity_redaction=("pii",)),
            ("entities",),
        ),
        (TranscriptionSettings(detect_speaker_roles=True), ("roles",)),
    ],
)
def test_what_costs_extra_is_named(
    mono: Recording, settings: TranscriptionSettings, surcharged: tuple[str, ...]
) -> None:
    assert surcharges(mono, settings) == surcharged


def test_roles_that_the_channels_tell_are_not_asked_or_paid_for(recording: Recording) -> None:
    settings = TranscriptionSettings(detect_speaker_roles=True)
    assert "detect_speaker_roles" not in dict(request_fields(recording, settings))
    assert surcharges(recording, settings) == ()


def test_every_surcharge_has_a_price() -> None:
    prices = Services(a_setting()).prices.transcription["scribe_v2"]
    assert set(prices.surcharges) >= {"keyterms", "many_keyterms", "entities", "roles"}
    assert prices.minimum_seconds == {"many_keyterms": 20.0}


@pytest.mark.parametrize(
    "facts",
    [{"channels": 1}, {"dual_mono": True}, {"silent_channels": (1,)}, {"silent_channels": (0, 1)}],
)
def test_a_recording_with_one_voice_to_hear_is_one_stream(
    recording: Recording, facts: dict[str, object]
) -> None:
    heard = recording.model_copy(update=facts)
    for wanted in (None, True):
        settings = TranscriptionSettings(multichannel=wanted)
        fields = dict(request_fields(heard, settings))
        assert (fields["use_multi_channel"], fields["diarize"]) == ("false", "true")
        assert limits(heard, settings).max_seconds == 10 * HOUR


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        (TranscriptionSettings(diarize=False, num_speakers=2), {"num_speakers": "2"}),
        (
            TranscriptionSettings(diarization_threshold=0.3),
            {"diarize": "true", "diarization_threshold": "0.3"},
        ),
        (
            TranscriptionSettings(detect_speaker_roles=True),
            {"diarize": "true", "detect_speaker_roles": "true"},
        ),
        (
            TranscriptionSettings(entity_detection=("pii", "all")),
            {"entity_detection": '"all"'},
        ),
        (
            TranscriptionSettings(
                entity_detection=("pii", "pci"),
                entity_redaction=("pci",),
                entity_redaction_mode="redacted",
            ),
            {
                "entity_detection": '["pii", "pci"]',
                "entity_redaction": '["pci"]',
                "entity_redaction_mode": "redacted",
            },
        ),
        (TranscriptionSettings(tag_audio_events=True), {"tag_audio_events": "true"}),
        (TranscriptionSettings(language="deu"), {"language_code": "deu"}),
    ],
)
def test_each_setting_has_its_field(
    mono: Recording, settings: TranscriptionSettings, asked: dict[str, str]
) -> None:
    assert asked.items() <= dict(request_fields(mono, settings)).items()


def test_what_is_not_asked_for_is_not_sent(mono: Recording) -> None:
    assert {name for name, _ in request_fields(mono, TranscriptionSettings())} == {
        "model_id",
        "timestamps_granularity",
        "tag_audio_events",
        "use_multi_channel",
        "diarize",
    }


def test_what_channels_tell_is_not_asked_of_voices_and_is_named(mono: Recording) -> None:
    stereo = mono.model_copy(update={"channels": 2})
    wishes = TranscriptionSettings(num_speakers=2, detect_speaker_roles=True)
    assert dropped_by(mono, wishes) == ()
    assert dropped_by(stereo, wishes) == ("detect_speaker_roles", "num_speakers")
    assert dropped_by(stereo, TranscriptionSettings()) == ()
    assert (
        not {"num_speakers", "detect_speaker_roles"} & dict(request_fields(stereo, wishes)).keys()
    )
    heard = transcript_in(b'{"text": "hello", "words": []}', stereo, wishes)
    assert heard.dropped_settings == ("detect_speaker_roles", "num_speakers")


@given(
    st.builds(
        Recording,
        bucket=st.just("b"),
        key=st.just("k"),
        etag=st.just("e"),
        media_type=st.just("audio/wav"),
        size_bytes=st.just(1),
        duration_seconds=st.sampled_from([1.0, HOUR, HOUR + 1]),
        channels=st.integers(1, 7),
        dual_mono=st.booleans(),
        silent_channels=st.sampled_from([(), (0,), (1,)]),
    ),
    st.booleans(),
    st.none() | st.booleans(),
    st.none() | st.integers(1, 32),
    st.booleans(),
    st.none() | st.just(0.2),
)
def test_no_recording_and_no_profile_make_a_combination_that_is_refused(
    heard: Recording,
    diarize: bool,
    multichannel: bool | None,
    num_speakers: int | None,
    roles: bool,
    threshold: float | None,
) -> None:
    try:
        settings = TranscriptionSettings(
            diarize=diarize,
            multichannel=multichannel,
            num_speakers=num_speakers,
            detect_speaker_roles=roles,
            diarization_threshold=threshold,
        )
        fields = request_fields(heard, settings)
    except (ValueError, ProviderRefusedError):
        return
    assert form_problem(Upload(multipart=True, fields=as_form(fields), file={})) is None


@pytest.mark.parametrize(
    ("channels", "multichannel", "seconds"),
    [(1, None, 10 * HOUR), (2, None, HOUR), (2, False, 10 * HOUR), (6, None, 10 * HOUR)],
)
def test_a_transcript_per_channel_is_made_of_an_hour_at_most(
    recording: Recording, channels: int, multichannel: bool | None, seconds: float
) -> None:
    heard = recording.model_copy(update={"channels": channels})
    settings = TranscriptionSettings(multichannel=multichannel)
    assert limits(heard, settings).max_seconds == seconds
    assert limits(heard, settings).max_bytes == 5_000_000_000
    assert limits(heard, settings, by_link=True).max_bytes == 2_000_000_000


@pytest.mark.parametrize(
    ("seconds", "counted"), [(1.0, 1), (480.0, 1), (481.0, 2), (1500.0, 4), (10 * HOUR, 4)]
)
def test_a_long_recording_counts_as_several_requests(
    recording: Recording, seconds: float, counted: int
) -> None:
    assert slots(recording.model_copy(update={"duration_seconds": seconds})) == counted


@pytest.mark.parametrize("term", ["", " ", "one two three four five six", "a<b", "[x]", "x" * 51])
def test_a_keyterm_the_provider_refuses_is_refused_in_the_profile(term: str) -> None:
    document = a_profile().model_dump(mode="json")
    with pytest.raises(ProfileInvalidError, match=r"transcription\.keyterms"):
        load_profile({**document, "transcription": {"keyterms": [term]}})


def test_up_to_five_words_are_a_keyterm() -> None:
    terms = ("Acme", "Paper Mountain Water Company Ltd")
    assert TranscriptionSettings(keyterms=terms).keyterms == terms
