"""What ElevenLabs is asked for: a profile's settings as the fields of its form."""

import json
import math

from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.ports.engines import AudioLimits

# A transcript per channel is made of 2 to 5 channels, and of an hour at most.
_MULTICHANNEL_SECONDS = 3600.0
_STANDARD_SECONDS = 36_000.0
_MOST_CHANNELS = 5
_UPLOAD_BYTES = 5_000_000_000
_LINK_BYTES = 2_000_000_000  # told of the older field for links only; source_url tells no limit
_FEW_KEYTERMS = 100
_SLOT_SECONDS = 480.0
_MOST_SLOTS = 4
_MEDIA_TYPES = frozenset(
    {
        "audio/aac", "audio/aiff", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg",
        "audio/wav", "audio/webm", "audio/x-matroska",
    }
)  # fmt: skip

Field = tuple[str, str]


def request_fields(recording: Recording, settings: TranscriptionSettings) -> list[Field]:
    """Return the form fields in ElevenLabs' wire forms, as its own SDK writes them.

    Booleans are words, lists are repeated fields, and entities are JSON text. `no_verbatim` is
    never sent: without fillers the talk metrics would be wrong. Only combinations that ElevenLabs
    takes are made; `ProviderRefusedError` for a setting that this recording does not allow.
    """
    if settings.multichannel and recording.channels > _MOST_CHANNELS:
        raise ProviderRefusedError(
            "The profile asks for a transcript per channel, which ElevenLabs makes of 5 at most."
        )
    multichannel = is_multichannel(recording, settings)
    return [
        ("model_id", settings.model),
        ("timestamps_granularity", "word"),
        ("tag_audio_events", _word(settings.tag_audio_events)),
        ("use_multi_channel", _word(multichannel)),
        *([("language_code", settings.language)] if settings.language is not None else []),
        *([("diarize", "false")] if multichannel else _speakers(settings)),
        *(("keyterms", term) for term in settings.keyterms),
        *_entities(settings),
    ]


def is_multichannel(recording: Recording, settings: TranscriptionSettings) -> bool:
    """Say whether each channel gets a transcript of its own; left open, where it is possible.

    Equal channels, and those on which nobody is heard, make no second stream: whatever is asked,
    one stream has one transcript.
    """
    wanted = settings.multichannel is not False and recording.streams > 1
    return wanted and recording.channels <= _MOST_CHANNELS


def dropped_by(recording: Recording, settings: TranscriptionSettings) -> tuple[str, ...]:
    """Return which wishes of a profile are not sent: channels that are apart tell the speakers."""
    if not is_multichannel(recording, settings):
        return ()
    asked = {
        "detect_speaker_roles": settings.detect_speaker_roles,
        "diarization_threshold": settings.diarization_threshold is not None,
        "num_speakers": settings.num_speakers is not None,
    }
    return tuple(name for name, is_asked in asked.items() if is_asked)


def surcharges(recording: Recording, settings: TranscriptionSettings) -> tuple[str, ...]:
    """Return the surcharges that a request causes, by their names in the price table."""
    roles = settings.detect_speaker_roles and not is_multichannel(recording, settings)
    causes = {
        "keyterms": bool(settings.keyterms),
        "many_keyterms": len(settings.keyterms) > _FEW_KEYTERMS,
        "entities": bool(settings.entity_detection),
        "roles": roles,
    }
    return tuple(name for name, caused in causes.items() if caused)


def limits(
    recording: Recording, settings: TranscriptionSettings, *, by_link: bool = False
) -> AudioLimits:
    """Return what one request takes: an hour with a transcript per channel, else ten.

    Longer recordings come in pieces.
    """
    per_channel = is_multichannel(recording, settings)
    return AudioLimits(
        _MEDIA_TYPES,
        _LINK_BYTES if by_link else _UPLOAD_BYTES,
        _MULTICHANNEL_SECONDS if per_channel else _STANDARD_SECONDS,
        mono=not per_channel,
    )


def slots(recording: Recording) -> int:
    """Return how many requests a recording counts as: one per 8 minutes begun, at most four."""
    return min(_MOST_SLOTS, max(1, math.ceil(recording.duration_seconds / _SLOT_SECONDS)))


def _speakers(settings: TranscriptionSettings) -> list[Field]:
    """Return what is asked about the speakers of a single stream."""
    fields = [("diarize", _word(settings.diarize))]
    if settings.num_speakers is not None:
        fields.append(("num_speakers", str(settings.num_speakers)))
    elif settings.diarize and settings.diarization_threshold is not None:
        fields.append(("diarization_threshold", str(settings.diarization_threshold)))
    if settings.diarize and settings.detect_speaker_roles:
        fields.append(("detect_speaker_roles", "true"))
    return fields


def _entities(settings: TranscriptionSettings) -> list[Field]:
    fields = []
    if settings.entity_detection:
        fields.append(("entity_detection", _kinds(settings.entity_detection)))
    if settings.entity_redaction:
        fields.append(("entity_redaction", _kinds(settings.entity_redaction)))
        fields.append(("entity_redaction_mode", settings.entity_redaction_mode))
    return fields


def _kinds(kinds: tuple[str, ...]) -> str:
    """Return kinds of entities as JSON text: `all` is a word of its own, not a kind in a list."""
    return json.dumps("all" if "all" in kinds else list(kinds))


def _word(flag: bool) -> str:  # noqa: FBT001  (the flag is the whole input)
    return "true" if flag else "false"
