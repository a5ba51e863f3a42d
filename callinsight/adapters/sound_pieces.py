"""A job of the limited children: writes one sound file as pieces in FLAC.

It reads the file twice, first for its pauses, and holds a second of it at a time.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from callinsight.adapters.sound_decoding import (
    DECODING_ERRORS,
    UnreadableSoundError,
    decoded,
    opened_sound,
)
from callinsight.domain.cuts import borders

WINDOWS_A_SECOND = 20
_SAMPLE_BYTES = 2
_FULL_SCALE = 32_768
_HIGHEST_RATE = 48_000
_SPEECH_RATE = 16_000
# FLAC stores what it cannot compress as it is, with a header now and then.
_FLAC_OVERHEAD = 1.01
_FLAC_HEADER_BYTES = 16_384
_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}

Block = NDArray[np.int16]


@dataclass(frozen=True)
class Form:
    """How pieces are written, and how many windows the longest one may have.

    `mixed` are the channels that become one; None keeps all of them apart.
    """

    rate: int
    count: int
    mixed: list[int] | None
    longest: int

    @property
    def window(self) -> int:
        """Samples in one window, the grain of cutting."""
        return self.rate // WINDOWS_A_SECOND


def pieces(
    path: str, folder: str, max_bytes: int, max_seconds: float, mixed: list[int] | None
) -> dict[str, Any]:
    """Write the pieces into a folder and return {"pieces": [{path, start, end, channels}]}.

    Or {"refused": why}: unreadable, no_sound or no_room (on the disk).
    """
    try:
        form = _form(path, max_bytes, max_seconds, mixed)
        levels = [level for block in _blocks(path, form) for level in _levels(block, form)]
        edges = [border * form.window for border in borders(levels, form.longest)]
        return {"pieces": _written(path, Path(folder), form, edges)}
    except UnreadableSoundError as error:
        return {"refused": str(error)}
    except DECODING_ERRORS as error:
        full = isinstance(error, av.FFmpegError) and error.errno == errno.ENOSPC
        return {"refused": "no_room" if full else "unreadable"}


def _form(path: str, max_bytes: int, max_seconds: float, mixed: list[int] | None) -> Form:
    """Choose the form by the first frame: headers may announce another one."""
    container, stream = opened_sound(path)
    with container:
        first = next(iter(decoded(container, stream)), None)
    if first is None:
        raise UnreadableSoundError("unreadable")
    count = min(first.layout.nb_channels, max(_LAYOUTS)) if mixed is None else 1
    rate = min(first.sample_rate, _HIGHEST_RATE)
    room = (max_bytes - _FLAC_HEADER_BYTES) / (_FLAC_OVERHEAD * _SAMPLE_BYTES * count)
    if room / rate < max_seconds:
        # More would be cut into more pieces, and recognisers listen at this rate anyway.
        rate = min(rate, _SPEECH_RATE)
    window = rate // WINDOWS_A_SECOND
    longest = max(1, int(min(room, max_seconds * rate) // window))
    return Form(rate, count, mixed, longest)


def _blocks(source: str, form: Form) -> Iterator[Block]:
    """Yield the sound in blocks of a second, (samples, channels)."""
    container, stream = opened_sound(source)
    with container:
        for frame in _resampled(decoded(container, stream), form):
            samples: Block = (
                frame.to_ndarray().reshape(-1, frame.layout.nb_channels).astype(np.int16)
            )
            if form.mixed is not None:
                samples = samples[:, form.mixed].mean(axis=1, keepdims=True).astype(np.int16)
            yield samples[:, : form.count]


def _resampled(frames: Iterator[AudioFrame], form: Form) -> Iterator[AudioFrame]:
    """Yield 16-bit frames of a second; a source that changes its form midway goes on in the first."""
    second = form.window * WINDOWS_A_SECOND
    resampler: AudioResampler | None = None
    seen: tuple[object, ...] = ()
    layout = ""
    for frame in frames:
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        layout = layout or frame.layout.name
        if resampler is None or shape != seen:
            yield from _rest(resampler)
            resampler = AudioResampler("s16", layout, form.rate, second)
            seen = shape
        frame.pts = None  # gaps in the times would be filled, and the file be longer than its sound
        yield from resampler.resample(frame)
    yield from _rest(resampler)


def _rest(resampler: AudioResampler | None) -> Iterator[AudioFrame]:
    if resampler is not None:
        yield from resampler.resample(None)


def _levels(block: Block, form: Form) -> list[float]:
    """Return the loudness of each window, that of its loudest channel; 1 is full scale."""
    starts = np.arange(0, len(block), form.window)
    energy = np.add.reduceat(np.square(block.astype(np.float32)), starts, axis=0)
    lengths = np.diff(np.append(starts, len(block)))[:, None]
    loudness: list[float] = (np.sqrt(energy / lengths).max(axis=1) / _FULL_SCALE).tolist()
    return loudness


def _written(source: str, folder: Path, form: Form, edges: list[int]) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    numbered = _numbered(_blocks(source, form), edges[1:-1])
    for number, blocks in groupby(numbered, key=itemgetter(0)):
        path = folder / f"{number}.flac"
        samples = _write(path, form, (block for _, block in blocks))
        start, end = edges[number], edges[number] + samples
        written.append(
            {
                "path": str(path),
                "start": start / form.rate,
                "end": end / form.rate,
                "channels": form.count,
            }
        )
    return written


def _numbered(blocks: Iterator[Block], edges: list[int]) -> Iterator[tuple[int, Block]]:
    """Yield the blocks, divided at the edges, with the number of the piece they belong to."""
    number, position = 0, 0
    for block in blocks:
        rest = block
        while number < len(edges) and position + len(rest) > edges[number]:
            inside = edges[number] - position
            if inside:
                yield number, rest[:inside]
            number, position, rest = number + 1, position + inside, rest[inside:]
        position += len(rest)
        yield number, rest


def _write(path: Path, form: Form, blocks: Iterator[Block]) -> int:
    """Write one piece; return how many samples it has."""
    count = 0
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=form.rate, layout=_LAYOUTS[form.count])
        for block in blocks:
            count += len(block)
            _encode(container, stream, _frame(block, form))
        _encode(container, stream, None)
    return count


def _encode(
    container: av.container.OutputContainer, stream: AudioStream, frame: AudioFrame | None
) -> None:
    for packet in stream.encode(frame):
        container.mux(packet)


def _frame(block: Block, form: Form) -> AudioFrame:
    """Return samples as a frame; the channels keep their numbers, whatever the source calls them."""
    packed = np.ascontiguousarray(block).reshape(1, -1)
    frame = AudioFrame.from_ndarray(packed, format="s16", layout=_LAYOUTS[form.count])
    frame.sample_rate = form.rate
    return frame
