"""What OpenAI's audio route is asked for: a profile's settings as the fields of its form."""

from dataclasses import dataclass
from typing import Literal

from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.ports.engines import AudioLimits

Form = Literal["json", "verbose_json", "diarized_json"]
Field = tuple[str, str]

_EXTENSIONS = {
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "webm",
}
_UPLOAD_BYTES = 25_000_000
# OpenAI's newer models refuse more than 1,400 seconds; a piece that is made anew may be a bit longer.
_SHORT_SECONDS = 1390.0
_LONG_SECONDS = 36_000.0


@dataclass(frozen=True)
class AudioModel:
    """What one model can be asked for; other servers run Whisper models, whatever they call them."""

    name: str
    own: bool

    @property
    def form(self) -> Form:
        """The richest form of answer that the model gives."""
        if not self.own or self.name.startswith("whisper"):
            return "verbose_json"
        return "diarized_json" if "diarize" in self.name else "json"

    @property
    def takes_keywords(self) -> bool:
        """Whether words may be named that are likely to be said."""
        return self.own and self.name.startswith("gpt-transcribe")

    @property
    def limits(self) -> AudioLimits:
        """What one request takes."""
        seconds = _LONG_SECONDS if self.form == "verbose_json" else _SHORT_SECONDS
        return AudioLimits(frozenset(_EXTENSIONS), _UPLOAD_BYTES, seconds, mono=True)


def request_fields(model: AudioModel, settings: TranscriptionSettings) -> list[Field]:
    """Return the form fields besides the file, lists in brackets as OpenAI's own SDK sends them.

    Raises `ProviderRefusedError` if the profile wants something hidden: nothing here would be.
    """
    if settings.entity_redaction:
        raise ProviderRefusedError(
            "The profile asks to hide entities, which this transcriber cannot do."
        )
    fields = [("model", model.name), ("response_format", model.form)]
    if settings.language is not None:
        fields.append(("language", settings.language))
    if model.form == "verbose_json":
        fields += [("timestamp_granularities[]", part) for part in ("word", "segment")]
    if model.form == "diarized_json":
        fields.append(("chunking_strategy", "auto"))
    if model.takes_keywords:
        fields += [("keywords[]", term) for term in settings.keyterms]
    return fields


def dropped_by(model: AudioModel, settings: TranscriptionSettings) -> tuple[str, ...]:
    """Return which wishes of a profile the model does not take."""
    diarizes = model.form == "diarized_json"
    unmet = {
        "detect_speaker_roles": settings.detect_speaker_roles,
        "diarization_threshold": settings.diarization_threshold is not None,
        "diarize": settings.diarize and not diarizes,
        "entity_detection": bool(settings.entity_detection),
        "keyterms": bool(settings.keyterms) and not model.takes_keywords,
        "multichannel": settings.multichannel is True,
        "num_speakers": settings.num_speakers is not None,
        "tag_audio_events": settings.tag_audio_events,
    }
    return tuple(name for name, is_unmet in unmet.items() if is_unmet)


def file_name(media_type: str) -> str:
    """Return a name whose ending says what the file is: the route goes by it."""
    return f"recording.{_EXTENSIONS.get(media_type, 'bin')}"
