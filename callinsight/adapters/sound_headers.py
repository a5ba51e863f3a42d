"""What the header of a recording announces, where its form makes that a promise."""

from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from callinsight.adapters import wav_chunks
from callinsight.adapters.mp3_frames import announced_samples, tag_bytes
from callinsight.adapters.sound_decoding import MEDIA_TYPES

_EXACT = {"aiff", "flac", "mov", "ogg"}
_ID3_HEADER = 10
_FIRST_FRAME = 8192


def form_of(container: InputContainer) -> str:
    """Return FFmpeg's name of the form, the first where it has several."""
    return container.format.name.split(",")[0]


def media_type_of(container: InputContainer, stream: AudioStream) -> str:
    """Return the media type of the bytes, whatever the file is called."""
    form = form_of(container)
    if form == "matroska" and stream.codec_context.name in {"opus", "vorbis"}:
        return MEDIA_TYPES["webm"]
    return MEDIA_TYPES[form]


def announced_seconds(
    path: str, container: InputContainer, stream: AudioStream, heard_seconds: float
) -> float | None:
    """Return the length that the header promises, or None where FFmpeg would only guess it."""
    form = form_of(container)
    if form == "wav":
        return _of_wav(path, heard_seconds)
    if form == "mp3":
        return _of_mp3(path, stream)
    if form == "matroska":
        return _of_matroska(container, stream)
    if form not in _EXACT:
        return None
    return float((stream.duration or 0) * (stream.time_base or 0)) or _of_container(container)


def _of_wav(path: str, heard_seconds: float) -> float | None:
    """What the bytes that are there take, the others would take too, whatever the codec."""
    share = wav_chunks.announced_share(path)
    return None if share is None else max(1.0, share) * (heard_seconds or 1.0)


def _of_container(container: InputContainer) -> float | None:
    seconds = (container.duration or 0) / av.time_base
    return seconds if seconds > 0 else None


def _of_matroska(container: InputContainer, stream: AudioStream) -> float | None:
    """Here a stream has a length only if FFmpeg guessed it; with pictures it may be theirs."""
    guessed = stream.duration is not None
    return None if guessed or container.streams.video else _of_container(container)


def _of_mp3(path: str, stream: AudioStream) -> float | None:
    with Path(path).open("rb") as file:
        file.seek(tag_bytes(file.read(_ID3_HEADER)))
        samples = announced_samples(file.read(_FIRST_FRAME))
    rate = stream.codec_context.sample_rate
    return samples / rate if samples and rate else None
