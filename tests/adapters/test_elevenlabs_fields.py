"""What ElevenLabs is asked for, within the limits it documents."""

import pytest

from callinsight.adapters.elevenlabs_fields import request_fields, surcharges
from callinsight.domain.errors import ProfileInvalidError, ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings, load_profile
from callinsight.domain.recording import Recording
from tests.builders import a_profile

HOUR = 3600.0


@pytest.mark.parametrize(
    ("channels", "seconds", "multichannel"),
    [
        (1, 60.0, "false"),
        (2, 60.0, "true"),
        (5, HOUR, "true"),
        (6, 60.0, "false"),  # 5.1 sound of a film
        (2, HOUR + 1, "false"),
    ],
)
def test_channels_are_kept_apart_where_the_provider_can(
    recording: Recording, channels: int, seconds: float, multichannel: str
) -> None:
    heard = recording.model_copy(update={"channels": channels, "duration_seconds": seconds})
    fields = dict(request_fields(heard, TranscriptionSettings()))
    assert fields["use_multi_channel"] == multichannel
    assert fields["diarize"] == ("false" if multichannel == "true" else "true")


@pytest.mark.parametrize(
    "limit", [{"channels": 1}, {"channels": 6}, {"duration_seconds": 2 * HOUR}]
)
def test_what_the_provider_cannot_do_is_refused_before_it_is_sent(
    recording: Recording, limit: dict[str, float]
) -> None:
    settings = TranscriptionSettings(multichannel=True)
    with pytest.raises(ProviderRefusedError, match="2 to 5 channels and of one hour"):
        request_fields(recording.model_copy(update=limit), settings)


def test_keyterms_cost_extra() -> None:
    assert surcharges(TranscriptionSettings()) == ()
    assert surcharges(TranscriptionSettings(keyterms=("Acme",))) == ("keyterms",)


@pytest.mark.parametrize("term", ["", " ", "one two three four five six", "a<b", "[x]", "x" * 51])
def test_a_keyterm_the_provider_refuses_is_refused_in_the_profile(term: str) -> None:
    document = a_profile().model_dump(mode="json")
    with pytest.raises(ProfileInvalidError, match=r"transcription\.keyterms"):
        load_profile({**document, "transcription": {"keyterms": [term]}})


def test_up_to_five_words_are_a_keyterm() -> None:
    terms = ("Acme", "Paper Mountain Water Company Ltd")
    assert TranscriptionSettings(keyterms=terms).keyterms == terms
