"""faster-whisper, really loaded: a tiny model of random weights, whose words mean nothing."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from callinsight.adapters import faster_whisper, faster_whisper_answers
from callinsight.adapters.faster_whisper import FasterWhisperTranscriber
from callinsight.adapters.whisper_models import model_on_disk
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import EngineMissingError
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.ports.engines import LocalTranscriber
from tests.adapters.conftest import FileAudio
from tests.adapters.tiny_whisper import make_model

pytestmark = pytest.mark.xdist_group("recogniser")
DEMO = Path(__file__).parents[2] / "deployments" / "recordings" / "support_refund.m4a"
BY_DEFAULT = TranscriptionSettings()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "tiny-random")


@pytest.fixture
def demo(recording: Recording) -> Recording:
    """Half a minute with two channels."""
    return recording.model_copy(update={"duration_seconds": 31.0, "media_type": "audio/mp4"})


async def test_each_channel_is_recognised_with_times_and_confidence(
    folder: Path, demo: Recording
) -> None:
    engine = FasterWhisperTranscriber(str(folder))
    assert isinstance(engine, LocalTranscriber)
    settings = TranscriptionSettings(language="de", keyterms=("Acme",), num_speakers=2)
    transcript = await engine.transcribe(demo, FileAudio(DEMO), settings)
    assert (transcript.engine, transcript.model) == ("faster-whisper", "tiny-random")
    assert (transcript.channels, transcript.language) == (2, "en")  # it knows English only
    assert transcript.dropped_settings == ("language", "num_speakers")
    assert {turn.speaker for turn in transcript.turns} <= {"channel_0", "channel_1"}
    words = [word for turn in transcript.turns for word in turn.words]
    assert words
    for word in words:
        assert word.start is not None
        assert word.end is not None
        assert 0 <= word.start <= word.end <= 31.0
        assert word.confidence is not None


async def test_a_model_of_few_weights_makes_drafts(
    folder: Path, demo: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FasterWhisperTranscriber(str(folder))
    one = demo.model_copy(update={"mirrored": True, "dual_mono": True})
    drafted = await engine.transcribe(one, FileAudio(DEMO), BY_DEFAULT)
    assert (drafted.quality, drafted.channels) == ("draft", 1)
    assert drafted.dropped_settings == ("diarize",)
    assert {turn.speaker for turn in drafted.turns} <= {"unknown"}
    monkeypatch.setattr(faster_whisper_answers, "DRAFT_BELOW_BYTES", 1000)
    final = await engine.transcribe(one, FileAudio(DEMO), BY_DEFAULT)
    assert final == drafted.model_copy(update={"quality": "final"})  # nothing in it is chance


async def test_sound_that_is_damaged_says_so(folder: Path, demo: Recording, tmp_path: Path) -> None:
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(b"no sound at all")
    with pytest.raises(RecordingUnreadableError):
        await FasterWhisperTranscriber(str(folder)).transcribe(demo, FileAudio(broken), BY_DEFAULT)


async def test_a_model_that_does_not_load_is_our_defect_not_the_recordings(
    folder: Path, demo: Recording, tmp_path: Path
) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    (broken / "model.bin").write_bytes(b"no weights")
    with pytest.raises(InternalError):
        await FasterWhisperTranscriber(str(broken)).transcribe(demo, FileAudio(DEMO), BY_DEFAULT)


@pytest.mark.parametrize(
    ("installed", "model", "missing"),
    [
        (False, "small", "The package faster-whisper is not installed"),
        (True, None, "FASTER_WHISPER_MODEL"),
        (True, "no-such-size", "FASTER_WHISPER_MODEL names is not on this machine"),
        (True, "small", "FASTER_WHISPER_MODEL names is not on this machine"),
        (True, "Someone/some-model", "FASTER_WHISPER_MODEL names is not on this machine"),
        (True, "../no/such/folder", "FASTER_WHISPER_MODEL names is not on this machine"),
        (True, ".", "FASTER_WHISPER_MODEL names is not on this machine"),
    ],
)
async def test_what_is_missing_is_named_and_nothing_is_downloaded(
    demo: Recording,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    installed: bool,
    model: str | None,
    missing: str,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(faster_whisper, "find_spec", lambda _name: object() if installed else None)
    engine = FasterWhisperTranscriber(model)
    assert not engine.is_usable
    assert engine.fingerprint_parts(BY_DEFAULT)["model"] is None
    with pytest.raises(EngineMissingError, match=missing):
        await engine.transcribe(demo, FileAudio(DEMO), BY_DEFAULT)


def test_a_name_is_found_in_the_local_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    cached = tmp_path / "models--Systran--faster-whisper-small"
    shutil.copytree(folder, cached / "snapshots" / ("a" * 40))
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("a" * 40)
    found = model_on_disk("small")
    assert found is not None
    assert (found.name, found.folder.name) == ("small", "a" * 40)
    assert FasterWhisperTranscriber("small").is_usable


def test_other_weights_of_the_same_name_have_another_fingerprint(
    folder: Path, tmp_path: Path
) -> None:
    def parts(model: Path, **settings: Any) -> Any:
        engine = FasterWhisperTranscriber(str(model))
        return engine.fingerprint_parts(TranscriptionSettings(**settings))

    same, other = (shutil.copytree(folder, tmp_path / n / folder.name) for n in ("same", "other"))
    with (other / "model.bin").open("ab") as weights:
        weights.write(b"x")
    assert parts(same) == parts(folder)
    assert parts(other)["model"][0] == parts(folder)["model"][0]
    made = [
        parts(folder),
        parts(other),
        parts(folder, language="de"),
        parts(folder, keyterms=("A",)),
    ]
    assert all(made.count(one) == 1 for one in made)
    assert str(tmp_path) not in str(made)


async def test_a_profile_that_wants_something_hidden_is_refused(
    folder: Path, demo: Recording
) -> None:
    hiding = TranscriptionSettings(entity_detection=("pci",), entity_redaction=("pci",))
    with pytest.raises(ProviderRefusedError, match="hide"):
        await FasterWhisperTranscriber(str(folder)).transcribe(demo, FileAudio(DEMO), hiding)
