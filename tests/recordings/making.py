"""Recordings made by the tests: any sound in any form, and forms with something wrong."""

import io
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""One row a channel."""

KEY = "00112233445566778899aabbccddeeff"
RATE = 16_000


class Form(NamedTuple):
    """One way of storing sound."""

    container: str
    codec: str
    media_type: str
    rate: int = RATE
    options: tuple[tuple[str, str], ...] = ()
    codec_options: tuple[tuple[str, str], ...] = ()
    sample_format: str | None = None


class OneWay(io.RawIOBase):
    """A place to write to that cannot seek, so that no header is completed afterwards."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        block = bytes(data)  # type: ignore[call-overload]  # any buffer
        self.written += block
        return len(block)


def speech(seconds: float, rate: int = RATE, *, seed: int = 1) -> Samples:
    """One channel of tones in syllables, with a little noise; other seeds are other voices."""
    chance = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    pitch = 150 + 40 * seed + 60 * np.sin(2 * np.pi * 0.7 * time)
    syllables = np.clip(np.sin(2 * np.pi * (2.3 + 0.31 * seed) * time + seed), 0, 1)
    voice = np.sin(2 * np.pi * np.cumsum(pitch) / rate) * syllables * 9000
    samples: Samples = (voice + chance.normal(0, 60, len(time))).astype(np.int16)
    return samples[np.newaxis]


def silence(seconds: float, rate: int = RATE, *, channels: int = 1) -> Samples:
    """Digital silence."""
    return np.zeros((channels, round(seconds * rate)), np.int16)


def encoded(form: Form, samples: Samples, *, one_way: bool = False, film: bool = False) -> bytes:
    """Store samples, with pictures beside them for a film."""
    if one_way:
        stream = OneWay()
        _encode(stream, form, samples, film=film)
        return bytes(stream.written)
    with tempfile.NamedTemporaryFile(prefix="callinsight-") as file:
        _encode(file.name, form, samples, film=film)
        return Path(file.name).read_bytes()


def _encode(target: object, form: Form, samples: Samples, *, film: bool) -> None:
    layout = {1: "mono", 2: "stereo", 3: "3.0", 6: "5.1", 8: "7.1"}[len(samples)]
    with av.open(target, "w", format=form.container, options=dict(form.options)) as container:
        pictures = _add_pictures(container) if film else None
        sound = container.add_stream(
            form.codec, form.rate, options=dict(form.codec_options), layout=layout
        )
        assert isinstance(sound, av.AudioStream)
        if form.sample_format is not None:
            sound.codec_context.format = av.AudioFormat(form.sample_format)
        for frame in _frames(sound, samples, layout):
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
        if pictures is not None:
            _draw(container, pictures)


def film_without_sound() -> bytes:
    """Five grey pictures."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        _draw(container, _add_pictures(container))
    return target.getvalue()


def _add_pictures(container: av.container.OutputContainer) -> av.VideoStream:
    stream = container.add_stream("mpeg4", 10)
    assert isinstance(stream, av.VideoStream)
    stream.width = stream.height = 32
    return stream


def _draw(container: av.container.OutputContainer, stream: av.VideoStream) -> None:
    for number in range(5):
        frame = av.VideoFrame(32, 32, "yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, 10)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _frames(stream: av.AudioStream, samples: Samples, layout: str) -> Iterator[av.AudioFrame]:
    interleaved = np.ascontiguousarray(samples.T).reshape(1, -1)
    whole = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)
    whole.sample_rate = stream.codec_context.sample_rate
    fit = av.AudioResampler(
        format=stream.codec_context.format.name,
        layout=layout,
        rate=stream.codec_context.sample_rate,
        frame_size=stream.codec_context.frame_size or 1024,
    )
    yield from fit.resample(whole)
    yield from fit.resample(None)
