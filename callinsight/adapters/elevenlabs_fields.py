"""What ElevenLabs is asked for: a profile's settings as the fields of its form."""

from callinsight.domain.errors import ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording

# A transcript per channel is made of 2 to 5 channels, and of an hour at most.
_MULTICHANNEL_SECONDS = 3600.0
_MULTICHANNEL = range(2, 6)


def request_fields(recording: Recording, settings: TranscriptionSettings) -> list[tuple[str, str]]:
    """Return the form fields in ElevenLabs' wire forms: booleans as words, lists repeated.

    Raises `ProviderRefusedError` for a setting that this recording does not allow.
    """
    multichannel = is_multichannel(recording, settings)
    fields = [
        ("model_id", settings.model),
        ("timestamps_granularity", "word"),
        ("tag_audio_events", _word(settings.tag_audio_events)),
        ("use_multi_channel", _word(multichannel)),
        ("diarize", _word(settings.diarize and not multichannel)),
    ]
    if settings.language is not None:
        fields.append(("language_code", settings.language))
    if settings.num_speakers is not None and not multichannel:
        fields.append(("num_speakers", str(settings.num_speakers)))
    return fields + [("keyterms", term) for term in settings.keyterms]


def is_multichannel(recording: Recording, settings: TranscriptionSettings) -> bool:
    """Say whether each channel gets a transcript of its own; left open, where it is possible."""
    possible = (
        recording.channels in _MULTICHANNEL and recording.duration_seconds <= _MULTICHANNEL_SECONDS
    )
    if settings.multichannel and not possible:
        raise ProviderRefusedError(
            "The profile asks for a transcript per channel, which ElevenLabs makes of "
            "2 to 5 channels and of one hour at most."
        )
    return possible if settings.multichannel is None else settings.multichannel


def surcharges(settings: TranscriptionSettings) -> tuple[str, ...]:
    """Return the surcharges these settings cause, by their names in the price table."""
    return ("keyterms",) if settings.keyterms else ()


def _word(flag: bool) -> str:  # noqa: FBT001  (the flag is the whole input)
    return "true" if flag else "false"
