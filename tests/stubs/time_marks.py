"""Sound that says where it is: each second tells its number in two tones, then it is silent.

So a provider that listens can answer with words for exactly the seconds it received, and a second
that was lost, doubled or moved on the way shows in the transcript.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import av
import numpy as np
from anyio import to_thread
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from tests.stubs.uploads import Upload

BASE = 120
TONE_SECONDS = 0.25
MARK_SECONDS = 2 * TONE_SECONDS
_LOWEST_HERTZ, _STEP_HERTZ = 400, 20
_LOUDNESS = 12_000
_AUDIBLE = 300
_HOP_SECONDS = 0.01
_INSIDE = 0.03  # seconds at both ends of a tone that are not looked at
_BATCH = 500

Samples = NDArray[np.int16]


@dataclass(frozen=True)
class Mark:
    """One mark as it is heard; without a number if it is damaged."""

    number: int | None
    channel: int
    start: float
    end: float


Marks = list[Mark] | None


def seconds(first: int, count: int, rate: int, channels: int = 1) -> Samples:
    """Return the sound of some seconds, (samples, channels); the channels take turns."""
    sound = np.zeros((count, rate, channels), np.int16)
    tones, length = _tones(rate), round(MARK_SECONDS * rate)
    for place, number in enumerate(range(first, first + count)):
        mark = np.concatenate([tones[number // BASE], tones[number % BASE]])
        sound[place, :length, number % channels] = mark
    return sound.reshape(-1, channels)


def heard(audio: bytes, *, separate: bool) -> list[Mark]:
    """Return the marks in a sound file, by channel or in the mixture of all channels."""
    samples, rate = _decoded(audio)
    if not separate:
        samples = samples.sum(axis=1, keepdims=True, dtype=np.int16)  # the channels take turns
    return [mark for channel in range(samples.shape[1]) for mark in _marks(samples, channel, rate)]


def seconds_of(audio: bytes) -> float:
    """Return how long a sound is, by its samples."""
    with av.open(io.BytesIO(audio), "r") as container:
        stream = container.streams.audio[0]
        return sum(frame.samples for frame in container.decode(stream)) / stream.rate


async def heard_in(audio: bytearray | None, upload: Upload) -> Marks:
    """Return the marks in an upload's sound, if anybody listens."""
    if audio is None:
        return None
    separate = upload.text("use_multi_channel") == "true"
    return await to_thread.run_sync(partial(heard, bytes(audio), separate=separate))


def _tones(rate: int) -> Samples:
    at = np.arange(round(TONE_SECONDS * rate)) / rate
    pitches = _LOWEST_HERTZ + _STEP_HERTZ * np.arange(BASE)
    tones: Samples = (np.sin(2 * np.pi * np.outer(pitches, at)) * _LOUDNESS).astype(np.int16)
    return tones


def _decoded(audio: bytes) -> tuple[Samples, int]:
    with av.open(io.BytesIO(audio), "r") as container:
        stream = container.streams.audio[0]
        whole = [_samples(frame) for frame in container.decode(stream)]
        return np.concatenate(whole), stream.rate


def _samples(frame: AudioFrame) -> Samples:
    """Return 16-bit samples: FLAC and WAV of that width come so."""
    return frame.to_ndarray().reshape(-1, frame.layout.nb_channels).astype(np.int16)


def _marks(samples: Samples, channel: int, rate: int) -> Iterator[Mark]:
    voice = samples[:, channel]
    hop = round(_HOP_SECONDS * rate)
    starts, ends = _runs(voice, hop)
    for begin in range(0, len(starts), _BATCH):
        batch = slice(begin, begin + _BATCH)
        numbers = _numbers(voice, starts[batch], rate)
        for number, start, end in zip(numbers, starts[batch], ends[batch], strict=True):
            whole = abs((end - start) / rate - MARK_SECONDS) <= _INSIDE
            yield Mark(int(number) if whole else None, channel, start / rate, end / rate)


def _runs(voice: Samples, hop: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where sound begins and ends, in samples."""
    hops = np.abs(voice[: len(voice) // hop * hop].reshape(-1, hop)).mean(axis=1)
    audible = np.concatenate([[False], hops > _AUDIBLE, [False]]).astype(np.int8)
    changes = np.diff(audible)
    return np.flatnonzero(changes == 1) * hop, np.flatnonzero(changes == -1) * hop


def _numbers(voice: Samples, starts: NDArray[np.int64], rate: int) -> NDArray[np.int64]:
    inside = np.arange(round(_INSIDE * rate), round((TONE_SECONDS - _INSIDE) * rate))
    digits = [
        _digits(voice, starts + round(tone * TONE_SECONDS * rate), inside, rate) for tone in (0, 1)
    ]
    return digits[0] * BASE + digits[1]


def _digits(
    voice: Samples, starts: NDArray[np.int64], inside: NDArray[np.int64], rate: int
) -> NDArray[np.int64]:
    places = np.minimum(starts[:, None] + inside[None, :], len(voice) - 1)
    size = round(TONE_SECONDS * rate)
    spectrum = np.abs(np.fft.rfft(voice[places].astype(np.float32), size, axis=1))
    pitches = spectrum.argmax(axis=1) * rate / size
    digits: NDArray[np.int64] = np.round((pitches - _LOWEST_HERTZ) / _STEP_HERTZ).astype(np.int64)
    return digits
