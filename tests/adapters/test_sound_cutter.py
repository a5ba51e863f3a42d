"""Recordings made into pieces: real sound, through the real limited children."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from callinsight.adapters import sound_cutter
from callinsight.adapters.child_process import ChildFailedError, ChildKilledError
from callinsight.adapters.sound import MODULES
from callinsight.adapters.sound_cutter import PyAVSoundCutter
from callinsight.adapters.zygotes import Done, Job, Zygotes
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import DiskFullError, MachineBusyError
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.recording import SoundFacts
from callinsight.ports.engines import AudioLimits

RATE = 8_000
ANY_SIZE = 5_000_000_000
Samples = NDArray[np.int16]


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    zygotes = Zygotes(MODULES, places=1)
    yield zygotes
    zygotes.end()


@pytest.fixture
def cutter(zygotes: Zygotes) -> PyAVSoundCutter:
    return PyAVSoundCutter(zygotes)


class Cut:
    """What was written: the pieces' samples, and where they say they belong."""

    def __init__(self) -> None:
        self.edges: list[tuple[float, float]] = []
        self.sounds: list[Samples] = []
        self.rates: set[int] = set()
        self.sizes: list[int] = []

    @property
    def whole(self) -> Samples:
        return np.concatenate(self.sounds)


async def _cut(
    cutter: PyAVSoundCutter,
    path: Path,
    max_seconds: float,
    *,
    max_bytes: int = ANY_SIZE,
    mono: bool = False,
    **told: object,
) -> Cut:
    facts: dict[str, object] = {"media_type": "audio/wav", "duration_seconds": 60.0, "channels": 1}
    facts |= {name: value for name, value in told.items() if name in SoundFacts.model_fields}
    cut = Cut()
    wanted = AudioLimits(frozenset(), max_bytes, max_seconds, mono=mono)
    async with cutter.cut(path, SoundFacts.model_validate(facts), wanted) as pieces:
        for piece in pieces:
            samples, rate = _heard(piece.path)
            assert samples.shape[1] == piece.channels
            cut.edges.append((piece.start, piece.end))
            cut.sounds.append(samples)
            cut.rates.add(rate)
            cut.sizes.append(piece.path.stat().st_size)
        folder = pieces[0].path.parent
    assert not folder.exists()
    return cut


def _heard(path: Path) -> tuple[Samples, int]:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        frames = [frame.to_ndarray() for frame in container.decode(stream)]
        samples = np.concatenate([f.reshape(-1, stream.channels) for f in frames])
        return samples.astype(np.int16), stream.rate


def _wav(path: Path, samples: Samples, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(samples.shape[1])
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return path


def _noise(seconds: float, channels: int = 1, rate: int = RATE) -> Samples:
    shape = (round(seconds * rate), channels)
    return np.random.default_rng(1).integers(-9000, 9000, shape, dtype=np.int16)


def _contiguous(cut: Cut, seconds: float) -> bool:
    inner = all(before[1] == after[0] for before, after in pairwise(cut.edges))
    return inner and (cut.edges[0][0], cut.edges[-1][1]) == (0.0, seconds)


async def test_noise_without_any_pause_is_cut_and_nothing_of_it_is_lost_or_doubled(
    cutter: PyAVSoundCutter, tmp_path: Path
) -> None:
    noise = _noise(61.3, channels=2)
    cut = await _cut(cutter, _wav(tmp_path / "a", noise), 20.0, channels=2)
    assert len(cut.edges) >= 4
    assert _contiguous(cut, 61.3)
    assert all(end - start <= 20.0 for start, end in cut.edges)
    assert np.array_equal(cut.whole, noise)
    assert [len(sound) / RATE for sound in cut.sounds] == pytest.approx(
        [end - start for start, end in cut.edges]
    )


async def test_the_seam_lies_in_a_pause_of_all_channels(
    cutter: PyAVSoundCutter, tmp_path: Path
) -> None:
    noise = _noise(30, channels=2)
    noise[14 * RATE : 15 * RATE, 0] = 0  # the other one goes on
    noise[round(15.5 * RATE) : 16 * RATE] = 0
    cut = await _cut(cutter, _wav(tmp_path / "a", noise), 20.0, channels=2)
    assert [edge for _, edge in cut.edges] == [pytest.approx(15.75, abs=0.06), 30.0]


async def test_channels_are_mixed_where_nobody_asks_for_them(
    cutter: PyAVSoundCutter, tmp_path: Path
) -> None:
    noise = _noise(2, channels=2)
    cut = await _cut(cutter, _wav(tmp_path / "a", noise), 60.0, channels=2, mono=True)
    assert np.array_equal(cut.whole[:, 0], noise.mean(axis=1).astype(np.int16))


@pytest.mark.parametrize("mono", [True, False])
@pytest.mark.parametrize("silent", [(), (0,), (2,), (0, 3)])
async def test_of_channels_that_are_alike_an_audible_one_is_written(
    cutter: PyAVSoundCutter, tmp_path: Path, silent: tuple[int, ...], mono: bool
) -> None:
    noise = _noise(2)
    channels = [noise, -noise]
    for place in silent:
        channels.insert(place, noise * 0)
    path = _wav(tmp_path / "a", np.hstack(channels))
    told: dict[str, Any] = {"channels": len(channels), "silent_channels": silent}
    cut = await _cut(cutter, path, 60.0, mono=mono, dual_mono=True, mirrored=True, **told)
    assert np.array_equal(cut.whole, noise)


async def test_a_silent_channel_does_not_weaken_the_others(
    cutter: PyAVSoundCutter, tmp_path: Path
) -> None:
    noise = _noise(2)
    path = _wav(tmp_path / "a", np.hstack([noise * 0, noise]))
    cut = await _cut(cutter, path, 60.0, channels=2, mono=True, silent_channels=(0,))
    assert np.array_equal(cut.whole, noise)


async def test_channels_keep_their_places_whatever_the_source_calls_them(
    cutter: PyAVSoundCutter, tmp_path: Path
) -> None:
    noise = _noise(1, channels=3)
    cut = await _cut(cutter, _wav(tmp_path / "a", noise), 60.0, channels=3)
    assert np.array_equal(cut.whole, noise)


async def test_a_small_size_limit_makes_more_pieces_of_a_lower_rate(
    cutter: PyAVSoundCutter, tmp_path: Path
) -> None:
    path = _wav(tmp_path / "a", _noise(30, rate=48_000), 48_000)
    cut = await _cut(cutter, path, 600.0, max_bytes=200_000)
    assert cut.rates == {16_000}
    assert _contiguous(cut, 30.0)
    assert max(cut.sizes) <= 200_000


@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [
        ("amr", "libopencore_amrnb", 8_000),
        ("mp3", "libmp3lame", 44_100),
        ("webm", "libopus", 48_000),
    ],
)
async def test_other_forms_keep_their_rate_and_length(
    cutter: PyAVSoundCutter, tmp_path: Path, form: str, codec: str, rate: int
) -> None:
    path = tmp_path / "a"
    with av.open(str(path), "w", format=form) as container:
        stream = cast("AudioStream", container.add_stream(codec, rate=rate, layout="mono"))
        frame = av.AudioFrame.from_ndarray(_noise(4, rate=rate).T, format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    cut = await _cut(cutter, path, 60.0)
    assert cut.rates == {rate}
    assert cut.edges[0] == pytest.approx((0.0, 4.0), abs=0.12)


@pytest.mark.parametrize("body", [b"", b"no sound", b"RIFF\0\0\0\0WAVEfmt "])
async def test_what_does_not_decode_is_refused(
    cutter: PyAVSoundCutter, tmp_path: Path, body: bytes
) -> None:
    path = tmp_path / "a"
    path.write_bytes(body)
    with pytest.raises(RecordingUnreadableError, match="damaged"):
        await _cut(cutter, path, 60.0)


async def test_a_full_disk_is_told_as_such(
    cutter: PyAVSoundCutter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def no_room():  # type: ignore[no-untyped-def]
        (tmp_path / "0.flac").symlink_to("/dev/full")
        yield tmp_path

    monkeypatch.setattr(sound_cutter, "scratch_folder", no_room)
    with pytest.raises(DiskFullError):
        await _cut(cutter, _wav(tmp_path / "a", _noise(20)), 60.0)


class BrokenZygotes(Zygotes):
    """Whose jobs end without an answer."""

    def __init__(self, error: Exception) -> None:
        super().__init__(MODULES)
        self._error = error

    async def done(self, job: Job) -> Done:
        raise self._error


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (TimeoutError(), MachineBusyError),
        (ChildKilledError("out of memory"), RecordingUnreadableError),
        (ChildFailedError("no library"), InternalError),
    ],
)
async def test_a_job_beyond_its_limits_is_the_files_fault_and_a_slow_machine_is_not(
    tmp_path: Path, end: Exception, told: type[Exception]
) -> None:
    with pytest.raises(told):
        await _cut(PyAVSoundCutter(BrokenZygotes(end)), tmp_path / "a", 60.0)
