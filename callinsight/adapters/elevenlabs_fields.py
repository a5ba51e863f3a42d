"""What ElevenLabs is asked for: a profile's settings as the fields of its form."""

import math

from callinsight.domain.errors import ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.ports.engines import AudioLimits

# A transcript per channel is made of 2 to 5 channels, and of an hour at most.
_MULTICHANNEL_SECONDS = 3600.0
_STANDARD_SECONDS = 36_000.0
_UPLOAD_BYTES = 5_000_000_000
_SLOT_SECONDS = 480.0
_MOST_SLOTS = 4
_MEDIA_TYPES = frozenset(
    {
        "audio/aac", "audio/aiff", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg",
        "audio/wav", "audio/webm", "audio/x-matroska",
    }
)  # fmt: skip
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
        recording.streams in _MULTICHANNEL and recording.duration_seconds <= _MULTICHANNEL_SECONDS
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


def limits(recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
    """Return what one request takes: an hour with a transcript per channel, else ten."""
    per_channel = recording.streams in _MULTICHANNEL and settings.multichannel is not False
    seconds = _MULTICHANNEL_SECONDS if per_channel else _STANDARD_SECONDS
    return AudioLimits(_MEDIA_TYPES, _UPLOAD_BYTES, seconds)


def slots(recording: Recording) -> int:
    """Return how many requests a recording counts as: one per 8 minutes begun, at most four."""
    return min(_MOST_SLOTS, max(1, math.ceil(recording.duration_seconds / _SLOT_SECONDS)))


def _word(flag: bool) -> str:  # noqa: FBT001  (the flag is the whole input)
    return "true" if flag else "false"
