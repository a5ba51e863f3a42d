"""Opening and decoding a sound file that nobody vouches for; only limited children do it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

if TYPE_CHECKING:
    from av.packet import Packet

# Damaged headers also make PyAV itself fail over absurd numbers and texts.
DECODING_ERRORS = (av.FFmpegError, ValueError, LookupError, ArithmeticError)
# FFmpeg's names of the forms we open.
MEDIA_TYPES = {
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
_FEW_DAMAGED = 10
_DAMAGED_SHARE = 0.1
_OPTIONS = {
    # Playlists and the like would make FFmpeg open other files, or the network.
    "format_whitelist": ",".join(MEDIA_TYPES),
    "protocol_whitelist": "file",
}


class UnreadableSoundError(Exception):
    """The file is not sound we can decode; the message says why: unreadable or no_sound."""


def opened_sound(path: str) -> tuple[InputContainer, AudioStream]:
    """Open a file and its first audio stream; raises `UnreadableSoundError` if there is none."""
    try:
        container = av.open(f"file:{path}", options=_OPTIONS)
    except DECODING_ERRORS as error:
        raise UnreadableSoundError("unreadable") from error
    if not container.streams.audio:
        raise UnreadableSoundError("no_sound" if len(container.streams) else "unreadable")
    stream = container.streams.audio[0]
    if not hasattr(stream.codec_context, "thread_count"):
        # FFmpeg has no decoder for it: PyAV hands out None, whatever its types say.
        raise UnreadableSoundError("unreadable")
    # The pool gives every processor a child; threads of its own would only cost memory.
    stream.codec_context.thread_count = 1
    return container, stream


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
        good += bool(frames)
        yield from frames
    if damaged and not good:
        raise UnreadableSoundError("unreadable")


def _packets(container: InputContainer, stream: AudioStream) -> "Iterator[Packet[AudioStream]]":
    """Read on behind a damaged spot; after a few of them what follows counts as cut off."""
    for _ in range(_FEW_DAMAGED):
        try:
            yield from container.demux(stream)
        except DECODING_ERRORS:
            continue
        return
