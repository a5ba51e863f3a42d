"""What recordings are: real files of every kind, made here, seen through the real child process."""

import asyncio
import io
import math
import os
import random
from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import psutil
import pytest

from callinsight.adapters import sound
from callinsight.adapters.child_process import (
    ChildFailedError,
    ChildGarbledError,
    ChildKilledError,
    answer_of,
)
from callinsight.adapters.sound import SubprocessSoundProbe
from callinsight.domain.errors import InternalError, RecordingUnreadableError
from callinsight.domain.recording import SoundFacts

SHARED_AUDIO = Path(__file__).parents[3] / "shared" / "audio"
KEY = "00112233445566778899aabbccddeeff"
NOISE = random.Random(1).randbytes(2 * 10 * 16_000)  # noqa: S311  (no secret)
LIMITED = "from callinsight.adapters.child_process import limit_this_process as limit; limit"


class Kind(NamedTuple):
    """One way of storing sound."""

    form: str
    codec: str
    media_type: str
    rate: int = 16_000


M4A = Kind("ipod", "aac", "audio/mp4")
ADTS = Kind("adts", "aac", "audio/aac")
WAV = Kind("wav", "pcm_s16le", "audio/wav")
WEBM = Kind("webm", "libopus", "audio/webm", 48_000)
MP3 = Kind("mp3", "libmp3lame", "audio/mpeg")
KINDS = {
    "m4a": M4A,
    "aac": ADTS,
    "wav": WAV,
    "mulaw wav": Kind("wav", "pcm_mulaw", "audio/wav", 8_000),
    "flac": Kind("flac", "flac", "audio/flac"),
    "ogg": Kind("ogg", "libopus", "audio/ogg", 48_000),
    "webm": WEBM,
    "mka": Kind("matroska", "pcm_s16le", "audio/x-matroska"),
    "mp3": MP3,
    "amr": Kind("amr", "libopencore_amrnb", "audio/amr", 8_000),
    "aiff": Kind("aiff", "pcm_s16be", "audio/aiff"),
}


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


def tone(seconds: float, rate: int) -> bytes:
    """A 440 Hz tone, in samples of 16 bits."""
    period = [round(9000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(rate)]
    return array("h", (period * math.ceil(seconds))[: round(seconds * rate)]).tobytes()


def sound_bytes(
    kind: Kind, samples: bytes, *, channels: int = 1, one_way: bool = False, **options: str
) -> bytes:
    """Encode samples; with two channels both carry the same."""
    layout = "stereo" if channels == 2 else "mono"
    target = OneWay() if one_way else io.BytesIO()
    with av.open(target, "w", format=kind.form, options=options) as container:
        stream = container.add_stream(kind.codec, kind.rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        for frame in _frames(stream, samples, layout):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return bytes(target.written if isinstance(target, OneWay) else target.getvalue())


def _frames(stream: av.AudioStream, samples: bytes, layout: str) -> Iterator[av.AudioFrame]:
    whole = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
    whole.planes[0].update(samples)
    whole.sample_rate = stream.codec_context.sample_rate
    fit = av.AudioResampler(
        format=stream.codec_context.format.name,
        layout=layout,
        rate=stream.codec_context.sample_rate,
        frame_size=stream.codec_context.frame_size or 1024,
    )
    yield from fit.resample(whole)
    yield from fit.resample(None)


def silent_film() -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", 10)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 32
        for number in range(5):
            frame = av.VideoFrame(32, 32, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


async def facts_of(folder: Path, content: bytes, name: str = "recording.bin") -> SoundFacts:
    """Store the content under a name that says nothing, and probe it."""
    path = folder / name
    path.write_bytes(content)
    return await SubprocessSoundProbe().probe(path)


def probes_running() -> int:
    """How many child processes of the probe this process has."""
    return sum("sound_probe" in " ".join(c.cmdline()) for c in psutil.Process().children())


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
async def test_the_content_and_not_the_name_tells_what_a_file_is(
    kind: Kind, tmp_path: Path
) -> None:
    facts = await facts_of(tmp_path, sound_bytes(kind, tone(2, kind.rate)), "call.txt")

    assert (facts.media_type, facts.channels) == (kind.media_type, 1)
    assert facts.duration_seconds == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize("kind", [M4A, ADTS, WAV, MP3], ids=["m4a", "aac", "wav", "mp3"])
async def test_two_channels_are_seen(kind: Kind, tmp_path: Path) -> None:
    facts = await facts_of(tmp_path, sound_bytes(kind, tone(1, kind.rate), channels=2))

    assert facts.channels == 2


async def test_a_long_file_keeps_the_length_its_header_tells(tmp_path: Path) -> None:
    content = sound_bytes(KINDS["mulaw wav"], tone(25, 8_000))

    assert (await facts_of(tmp_path, content)).duration_seconds == 25


async def test_raw_aac_is_counted_because_its_bit_rate_misleads(tmp_path: Path) -> None:
    content = sound_bytes(ADTS, NOISE + bytes(2 * 50 * 16_000))
    with av.open(io.BytesIO(content), "r") as container:
        assert (container.duration or 0) / av.time_base < 50, "the header no longer misleads"

    assert (await facts_of(tmp_path, content)).duration_seconds == pytest.approx(60, abs=0.2)


@pytest.mark.parametrize("kind", [WEBM, MP3, KINDS["flac"], KINDS["mka"], WAV], ids=str)
async def test_the_length_of_a_stream_without_a_length_is_counted(
    kind: Kind, tmp_path: Path
) -> None:
    content = sound_bytes(kind, tone(12, kind.rate), one_way=True)

    assert (await facts_of(tmp_path, content)).duration_seconds == pytest.approx(12, abs=0.15)


async def test_fifty_milliseconds_are_sound_too(tmp_path: Path) -> None:
    facts = await facts_of(tmp_path, sound_bytes(WAV, tone(0.05, 16_000)))

    assert facts.duration_seconds == pytest.approx(0.05, abs=0.001)


async def test_a_few_damaged_packets_are_skipped(tmp_path: Path) -> None:
    content = bytearray(sound_bytes(ADTS, tone(6, 16_000)))
    middle = len(content) // 2
    content[middle : middle + 300] = bytes(300)

    assert (await facts_of(tmp_path, bytes(content))).duration_seconds == pytest.approx(6, abs=0.5)


UNUSABLE = {
    "text": b"Hello, this is not a call.\n" * 200,
    "nothing": b"",
    "random bytes": NOISE[:50_000],
    "m4a without its end": sound_bytes(M4A, tone(3, 16_000))[:-2000],
    "encrypted m4a": sound_bytes(
        Kind("mp4", "aac", ""),
        tone(3, 16_000),
        encryption_scheme="cenc-aes-ctr",
        encryption_key=KEY,
        encryption_kid=KEY,
    ),
    "wav without samples": sound_bytes(WAV, tone(1, 16_000))[:60],
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\ncall.aac\n#EXT-X-ENDLIST\n",
    "list of files": b"ffconcat version 1.0\nfile call.aac\n",
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_what_is_no_sound_is_refused_without_a_word_about_its_name(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "call.aac").write_bytes(sound_bytes(ADTS, tone(1, 16_000)))
    with pytest.raises(RecordingUnreadableError) as refused:
        await facts_of(tmp_path, content, "secret-name.wav")

    assert str(refused.value) == "The recording is not audio, or it is damaged or encrypted."


async def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnreadableError, match="without sound"):
        await facts_of(tmp_path, silent_film())


async def test_a_probe_that_hangs_is_killed(tmp_path: Path, fifo: Path) -> None:
    with pytest.raises(RecordingUnreadableError, match="longer than it may"):
        await SubprocessSoundProbe(limit_seconds=0.5).probe(fifo)

    assert probes_running() == 0


async def test_a_cancelled_probe_is_killed(fifo: Path) -> None:
    probing = asyncio.create_task(SubprocessSoundProbe().probe(fifo))
    while not probes_running():
        await asyncio.sleep(0.02)
    probing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probing

    assert probes_running() == 0


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A file that never opens, because nobody writes to it."""
    path = tmp_path / "endless.wav"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("module", "error", "sentence"),
    [
        ("this", RecordingUnreadableError, "no usable result"),
        ("timeit", RecordingUnreadableError, "more memory or processor time"),
        ("no_such_module", InternalError, "does not work on this machine"),
    ],
    ids=["garbage", "killed", "not installed"],
)
async def test_each_end_of_a_child_has_its_sentence(
    module: str, error: type[Exception], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "_PROBE", module)
    with pytest.raises(error, match=sentence):
        await SubprocessSoundProbe().probe(Path("import os; os.kill(os.getpid(), 9)"))


async def test_a_child_answers_with_one_json_object(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text('{"channels": 2}', "utf-8")
    assert await answer_of("json.tool", str(path)) == {"channels": 2}

    path.write_text("[2]", "utf-8")
    with pytest.raises(ChildGarbledError):
        await answer_of("json.tool", str(path))


async def test_a_child_ends_at_its_limit_of_processor_time() -> None:
    with pytest.raises(ChildKilledError):
        await answer_of("timeit", f"{LIMITED}(cpu_seconds=1)", "while True: pass")


async def test_a_child_gets_no_more_memory_than_its_limit() -> None:
    with pytest.raises(ChildFailedError) as failed:
        await answer_of("timeit", "-n1", "-r1", f"{LIMITED}(cpu_seconds=5)", "bytearray(2 << 30)")

    assert failed.type is ChildFailedError, "with the memory, timeit would have printed a time"


@pytest.mark.skipif(not SHARED_AUDIO.is_dir(), reason="needs the folder ../shared/audio")
async def test_every_file_of_the_folder_shared_audio_is_judged_as_its_name_says() -> None:
    for path in sorted(SHARED_AUDIO.glob("*.*")):
        if path.suffix == ".md" or path.name == "neg_zero_byte.wav":
            with pytest.raises(RecordingUnreadableError):
                await SubprocessSoundProbe().probe(path)
            continue
        facts = await SubprocessSoundProbe().probe(path)
        assert facts.channels == (2 if "stereo" in path.name else 1)
        if path.name.startswith("lca_"):
            assert facts.duration_seconds == pytest.approx(245.38, abs=0.2)
