"""From decoded frames to what was heard, in constant memory."""

from typing import Any, NamedTuple

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from callinsight.adapters.sound_decoding import DECODING_ERRORS, UnreadableSoundError
from callinsight.adapters.sound_levels import Block, SoundLevels

MOST_CHANNELS = 64
_MOST_PLANES = 8
# Few enough for memory, many enough that numpy and not Python does the work.
_BLOCK_VALUES = 1 << 16


class _Shape(NamedTuple):
    """What may change in the middle of a file, when its codec finds out more about itself."""

    channels: int
    rate: int
    planar: bool
    form: str

    @property
    def is_wide(self) -> bool:
        """Whether PyAV would look for more planes than there are, and crash."""
        return self.planar and self.channels >= _MOST_PLANES


class Listening:
    """Collects frames into blocks; the channels are those that sound for the longest time."""

    def __init__(self, silence_dbfs: float) -> None:
        self.seconds = 0.0
        self._silence_dbfs = silence_dbfs
        self._levels: dict[tuple[int, int], SoundLevels] = {}
        self._shape: _Shape | None = None
        self._frames: list[np.ndarray] = []
        self._values = 0
        self._packing: AudioResampler | None = None
        self._began: float | None = None
        self._reached = 0.0

    def take(self, frame: AudioFrame) -> None:
        """Hear one frame; raises `UnreadableSoundError` for what no recorder makes."""
        shape = _shape_of(frame)
        if shape.is_wide:
            for narrow in self._interleaved(frame):
                self._collect(narrow, shape._replace(planar=False))
        else:
            self._collect(frame, shape)
        self.seconds += frame.samples / shape.rate
        self._follow(frame, shape.rate)

    def _interleaved(self, frame: AudioFrame) -> list[AudioFrame]:
        try:
            if self._packing is None:
                self._packing = AudioResampler(format=frame.format.packed, layout=frame.layout)
            return self._packing.resample(frame)
        except DECODING_ERRORS as error:
            raise UnreadableSoundError("unreadable") from error

    def _collect(self, frame: AudioFrame, shape: _Shape) -> None:
        if shape != self._shape or self._values >= _BLOCK_VALUES:
            self._hear()
            self._shape = shape
        self._frames.append(frame.to_ndarray())
        self._values += frame.samples * shape.channels

    def _follow(self, frame: AudioFrame, rate: int) -> None:
        """Keep how far the recording's own clock has come: some leave out what is silent."""
        at = frame.time
        if at is None:
            return
        if self._began is None:
            self._began = at
        self._reached = max(self._reached, at - self._began + frame.samples / rate)

    def _hear(self) -> None:
        if self._shape is not None and self._frames:
            block = _block(np.concatenate(self._frames, axis=1), self._shape)
            key = (self._shape.channels, self._shape.rate)
            if key not in self._levels:
                self._levels[key] = SoundLevels(*key, self._silence_dbfs)
            self._levels[key].hear(block)
        self._frames.clear()
        self._values = 0

    def findings(self) -> dict[str, Any] | None:
        """Return the measures after the last frame, or None if there was none."""
        self._hear()
        if not self._levels:
            return None
        longest = max(self._levels.values(), key=lambda levels: levels.seconds)
        return {
            "decoded_seconds": self.seconds,
            "reached_seconds": max(self.seconds, self._reached),
            **longest.findings(),
        }


def _shape_of(frame: AudioFrame) -> _Shape:
    shape = _Shape(
        frame.layout.nb_channels, frame.sample_rate, frame.format.is_planar, frame.format.name
    )
    if not 1 <= shape.channels <= MOST_CHANNELS or shape.rate < 1:
        raise UnreadableSoundError("unreadable")
    return shape


def _block(samples: np.ndarray, shape: _Shape) -> Block:
    """Return samples of any format as one row of numbers between -1 and 1 for each channel."""
    rows = samples if shape.planar else samples.reshape(-1, shape.channels).T
    block: Block = rows.astype(np.float32, order="C")
    if rows.dtype.kind == "u":
        middle = 1 << (8 * rows.dtype.itemsize - 1)
        block = (block - middle) / np.float32(middle)
    elif rows.dtype.kind == "i":
        block /= 1 << (8 * rows.dtype.itemsize - 1)
    return block
