"""What the child says that recognises with Whisper: words by channel, as a transcript."""

from collections.abc import Sequence

from pydantic import BaseModel

from callinsight.adapters.whisper_models import WhisperFiles
from callinsight.domain.language import language_code
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import HeardWord, Quality, Transcript, Word, turns_of

# Weights of the sizes tiny and base are smaller. Too many of their words are wrong on phone lines
# to be quoted as evidence, so their transcripts are drafts; a judgement, not a measurement of ours.
DRAFT_BELOW_BYTES = 400_000_000


class Channel(BaseModel):
    """One channel."""

    words: tuple[Word, ...]
    language: str | None = None
    probability: float | None = None


class Heard(BaseModel):
    """All that was recognised, and the settings that the model does not take."""

    channels: tuple[Channel, ...]
    ignored: tuple[str, ...] = ()


def transcript_of(
    heard: Heard,
    recording: Recording,
    settings: TranscriptionSettings,
    files: WhisperFiles,
    engine: str,
) -> Transcript:
    """Return the transcript; who spoke is known by the channel only."""
    channels = heard.channels
    fullest = max(channels, key=lambda channel: len(channel.words))
    dropped = {*dropped_by(settings), *heard.ignored}
    if settings.diarize and len(channels) == 1:
        dropped.add("diarize")
    quality: Quality = "draft" if files.weight_bytes < DRAFT_BELOW_BYTES else "final"
    return Transcript(
        engine=engine,
        model=files.name,
        quality=quality,
        language=language_code(fullest.language),
        language_probability=fullest.probability,
        duration_seconds=recording.duration_seconds,
        channels=len(channels),
        turns=turns_of(_words(channels, recording.audible_channels)),
        dropped_settings=tuple(sorted(dropped)),
    )


def dropped_by(settings: TranscriptionSettings) -> tuple[str, ...]:
    """Return which wishes of a profile Whisper never meets."""
    unmet = {
        "detect_speaker_roles": settings.detect_speaker_roles,
        "diarization_threshold": settings.diarization_threshold is not None,
        "entity_detection": bool(settings.entity_detection),
        "num_speakers": settings.num_speakers is not None,
        "tag_audio_events": settings.tag_audio_events,
    }
    return tuple(name for name, is_unmet in unmet.items() if is_unmet)


def _words(channels: Sequence[Channel], numbers: Sequence[int]) -> list[HeardWord]:
    separate = len(channels) > 1
    return [
        HeardWord(
            word=word,
            speaker=f"channel_{number}" if separate else "unknown",
            channel=number if separate else None,
        )
        for number, channel in zip(numbers, channels, strict=False)
        for word in channel.words
    ]
