"""The examination of recordings in real limited children, and what its ends mean."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from callinsight.adapters import sound
from callinsight.adapters.sound import MODULES, PyAVSoundProbe
from callinsight.adapters.zygotes import Zygotes
from callinsight.domain.errors.base import CallInsightError, InternalError
from callinsight.domain.errors.deployment import MachineBusyError
from callinsight.domain.errors.recording import (
    RecordingNotAudioError,
    RecordingSilentError,
    RecordingUnreadableError,
)
from callinsight.domain.recording import SoundFacts
from callinsight.domain.verification import SoundThresholds
from callinsight.shipped import SHIPPED
from tests.recordings.forms import ADTS, FASTSTART, WAV
from tests.recordings.making import encoded, silence, speech

SHIPPED_AUDIO = (SHIPPED / "recordings").glob("*.[am][a4][ac]")
ENDS = "tests.adapters.ends_of_jobs"


@pytest.fixture(scope="module")
def zygotes() -> Generator[Zygotes]:
    zygotes = Zygotes(MODULES)
    yield zygotes
    zygotes.end()


@pytest.fixture
def probe(zygotes: Zygotes) -> PyAVSoundProbe:
    return PyAVSoundProbe(zygotes, SoundThresholds())


async def facts_of(probe: PyAVSoundProbe, folder: Path, content: bytes) -> SoundFacts:
    """Store the content under a name that says nothing true, and probe it."""
    path = folder / "secret-name.txt"
    path.write_bytes(content)
    return await probe.probe(path)


async def test_the_length_is_what_decodes(probe: PyAVSoundProbe, tmp_path: Path) -> None:
    content = encoded(ADTS, speech(10)) + encoded(ADTS, silence(50))

    facts = await facts_of(probe, tmp_path, content)
    assert facts.duration_seconds == pytest.approx(60, abs=0.3)
    assert facts.media_type == "audio/aac"


async def test_a_few_damaged_packets_are_skipped(probe: PyAVSoundProbe, tmp_path: Path) -> None:
    content = bytearray(encoded(ADTS, speech(6)))
    middle = len(content) // 2
    content[middle : middle + 300] = bytes(300)

    facts = await facts_of(probe, tmp_path, bytes(content))
    assert facts.duration_seconds == pytest.approx(6, abs=0.5)


async def test_many_damaged_packets_are_a_damaged_recording(
    probe: PyAVSoundProbe, tmp_path: Path
) -> None:
    content = bytearray(encoded(FASTSTART, speech(6)))
    for at in range(len(content) // 2, len(content) - 64, 100):
        content[at : at + 64] = b"\xff" * 64

    with pytest.raises(RecordingUnreadableError, match="too damaged"):
        await facts_of(probe, tmp_path, bytes(content))


async def test_the_thresholds_of_the_deployment_decide(zygotes: Zygotes, tmp_path: Path) -> None:
    content = encoded(WAV, speech(3))
    strict = PyAVSoundProbe(zygotes, SoundThresholds(silence_dbfs=0.0))
    with pytest.raises(RecordingSilentError):
        await facts_of(strict, tmp_path, content)

    lenient = PyAVSoundProbe(zygotes, SoundThresholds(silence_dbfs=-90.0))
    assert (await facts_of(lenient, tmp_path, content)).duration_seconds == 3


async def test_a_refusal_says_nothing_about_the_file(probe: PyAVSoundProbe, tmp_path: Path) -> None:
    with pytest.raises(RecordingNotAudioError) as refused:
        await facts_of(probe, tmp_path, b"Hello, this is not a call.\n" * 200)

    assert str(refused.value) == "The recording is no audio file."


async def test_a_playlist_opens_no_other_file(probe: PyAVSoundProbe, tmp_path: Path) -> None:
    (tmp_path / "call.aac").write_bytes(encoded(ADTS, speech(1)))
    with pytest.raises(RecordingNotAudioError):
        await facts_of(probe, tmp_path, b"#EXTM3U\n#EXTINF:9,\ncall.aac\n#EXT-X-ENDLIST\n")


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A file that never opens, because nobody writes to it."""
    path = tmp_path / "endless.wav"
    os.mkfifo(path)
    return path


async def test_an_examination_that_hangs_is_ended(fifo: Path) -> None:
    zygotes = Zygotes(MODULES)
    with pytest.raises(MachineBusyError, match="too busy"):
        await PyAVSoundProbe(zygotes, SoundThresholds(), wall_seconds=0.2).probe(fifo)

    zygotes.end()


@pytest.mark.parametrize(
    ("job", "error", "sentence"),
    [
        ("printing_no_object", RecordingUnreadableError, "no usable result"),
        ("printing_an_odd_object", RecordingUnreadableError, "no usable result"),
        ("crashing", RecordingUnreadableError, "more memory or processor time"),
        ("without_memory", RecordingUnreadableError, "more memory or processor time"),
        ("with_a_defect", InternalError, "does not work on this machine"),
    ],
)
async def test_each_end_of_an_examination_has_its_sentence(
    job: str,
    error: type[CallInsightError],
    sentence: str,
    probe: PyAVSoundProbe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sound, "EXAMINE", f"{ENDS}:{job}")
    with pytest.raises(error, match=sentence):
        await facts_of(probe, tmp_path, b"x")


async def test_a_machine_without_the_libraries_rejects_no_recording(tmp_path: Path) -> None:
    broken = PyAVSoundProbe(Zygotes(["no_such_module"]), SoundThresholds())
    with pytest.raises(InternalError, match="does not work on this machine"):
        await facts_of(broken, tmp_path, encoded(WAV, speech(1)))


@pytest.mark.parametrize("name", sorted(path.name for path in SHIPPED_AUDIO))
async def test_every_shipped_recording_has_two_voices_apart(
    probe: PyAVSoundProbe, name: str
) -> None:
    facts = await probe.probe(SHIPPED / "recordings" / name)
    assert facts.channels == facts.streams == 2
    assert (facts.dual_mono, facts.silent_channels) == (False, ())
    assert 20 < facts.duration_seconds < 60
