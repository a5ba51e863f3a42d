"""A child process: opens one untrusted sound file and prints what it is as JSON.

It prints {"media_type", "duration_seconds", "channels"}, or {"error"}: unreadable, no_audio or
limits. It imports no more than decoding needs, because it starts once a recording.
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from callinsight.adapters.child_process import limit_this_process

if TYPE_CHECKING:
    from av.packet import Packet

CPU_SECONDS = 120
PROOF_SECONDS = 10.0
# Damaged headers also make PyAV itself fail over absurd numbers and texts.
DECODING_ERRORS = (av.FFmpegError, ValueError, LookupError, ArithmeticError)
_FEW_DAMAGED = 10
_DAMAGED_SHARE = 0.1

_MEDIA_TYPES = {
    "aac": "audio/aac",
    "aiff": "audio/aiff",
    "amr": "audio/amr",
    "amrnb": "audio/amr",
    "amrwb": "audio/amr-wb",
    "asf": "audio/x-ms-wma",
    "au": "audio/basic",
    "caf": "audio/x-caf",
    "flac": "audio/flac",
    "matroska": "audio/x-matroska",
    "mov": "audio/mp4",
    "mp3": "audio/mpeg",
    "mpegts": "audio/mp2t",
    "ogg": "audio/ogg",
    "w64": "audio/wav",
    "wav": "audio/wav",
    "webm": "audio/webm",
}
_EXACT_HEADERS = {"flac", "mov", "ogg", "w64", "wav"}
_EVEN_CODECS = ("pcm_", "adpcm_")
_OPTIONS = {
    # Playlists and the like would make FFmpeg open other files, or the network.
    "format_whitelist": ",".join(_MEDIA_TYPES),
    "protocol_whitelist": "file",
}


class UnreadableSoundError(Exception):
    """The file is not sound we can decode; the message is the `error` to print."""


def opened_sound(path: str) -> tuple[InputContainer, AudioStream]:
    """Open a file and its first audio stream; raises `UnreadableSoundError` if there is none."""
    try:
        container = av.open(f"file:{path}", options=_OPTIONS)
    except DECODING_ERRORS as error:
        raise UnreadableSoundError("unreadable") from error
    if not container.streams.audio:
        raise UnreadableSoundError("no_audio")
    return container, container.streams.audio[0]


def decoded(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Yield the sound without its damaged packets; raises `UnreadableSoundError` for too many."""
    good = damaged = 0
    for packet in _packets(container, stream):
        try:
            frames = stream.decode(packet)
        except DECODING_ERRORS as error:
            damaged += 1
            if damaged > max(_FEW_DAMAGED, good * _DAMAGED_SHARE):
                raise UnreadableSoundError("unreadable") from error
            continue
        good += 1
        yield from frames


def _packets(container: InputContainer, stream: AudioStream) -> "Iterator[Packet[AudioStream]]":
    """Read on behind a damaged spot; after a few of them what follows counts as cut off."""
    for _ in range(_FEW_DAMAGED):
        try:
            yield from container.demux(stream)
        except DECODING_ERRORS:
            continue
        return


def sound_facts(path: str) -> dict[str, Any]:
    """Return what a file is once its first ten seconds are proved to decode.

    The length is the header's where the format knows it, else it is counted to the end.
    """
    container, stream = opened_sound(path)
    told = _told_seconds(container, stream)
    limit = PROOF_SECONDS if told else math.inf
    seconds, channels = _heard(decoded(container, stream), limit)
    if not seconds:
        raise UnreadableSoundError("unreadable")
    return {
        "media_type": _media_type(container, stream),
        "duration_seconds": round(told or seconds, 3),
        "channels": channels,
    }


def _heard(frames: Iterable[AudioFrame], limit_seconds: float) -> tuple[float, int]:
    """Return how many seconds decode, up to a limit, and to how many channels."""
    seconds, channels = 0.0, 0
    for frame in frames:
        seconds += frame.samples / frame.sample_rate
        # Not the header's number: AAC may announce one channel and decode to two.
        channels = frame.layout.nb_channels
        if seconds >= limit_seconds:
            break
    return seconds, channels


def _told_seconds(container: InputContainer, stream: AudioStream) -> float:
    """Return the header's length, or 0 where FFmpeg only guesses it from a bit rate."""
    form = _form(container)
    of_stream = float((stream.duration or 0) * (stream.time_base or 0))
    of_container = (container.duration or 0) / av.time_base
    if form == "matroska":
        # Here a stream has a length only if it was guessed.
        return 0.0 if of_stream else max(0.0, of_container)
    uneven = form in {"w64", "wav"} and not stream.codec_context.name.startswith(_EVEN_CODECS)
    if form not in _EXACT_HEADERS or uneven:
        return 0.0
    return max(0.0, of_stream or of_container)


def _form(container: InputContainer) -> str:
    return container.format.name.split(",")[0]


def _media_type(container: InputContainer, stream: AudioStream) -> str:
    if _form(container) == "matroska" and stream.codec_context.name in {"opus", "vorbis"}:
        return _MEDIA_TYPES["webm"]
    return _MEDIA_TYPES[_form(container)]


def main() -> None:
    """Print the facts of the file named on the command line."""
    limit_this_process(cpu_seconds=CPU_SECONDS)
    try:
        answer = sound_facts(sys.argv[1])
    except UnreadableSoundError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "limits"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
