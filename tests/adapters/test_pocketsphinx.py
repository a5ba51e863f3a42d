"""Speech recognition of the demo recordings, by the real recogniser in its child processes."""

import asyncio
import difflib
import os
import re
import sys
import wave
from array import array
from collections.abc import Generator
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from call_ai_metrics import analyze

from callinsight.adapters import pocketsphinx
from callinsight.adapters.pocketsphinx import PocketsphinxTranscriber
from callinsight.adapters.pocketsphinx_recognizer import (
    FRAME_SECONDS,
    Speech,
    frames_of,
    speech_in,
)
from callinsight.adapters.sound_samples import samples_of
from callinsight.domain.errors.base import InternalError
from callinsight.domain.errors.deployment import EngineMissingError
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.metrics.talk import talk_metrics
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from tests.adapters.conftest import FileAudio

# One process for all of it: the demo calls are recognised once, which takes both processors.
pytestmark = pytest.mark.xdist_group("recogniser")
DEMO = Path(__file__).parents[2] / "deployments" / "recordings"
SCRIPTS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in DEMO.glob("*.yaml")}
CALLS = sorted(SCRIPTS)
BY_DEFAULT = TranscriptionSettings()


def a_recording(**fields: Any) -> Recording:
    return Recording.model_validate(
        {
            "media_type": "audio/mp4",
            "duration_seconds": 30.0,
            "channels": 2,
            "bucket": "recordings",
            "key": "uploads/call.m4a",
            "etag": "e1",
            "size_bytes": 1000,
            **fields,
        }
    )


async def transcript_of(
    path: Path, settings: TranscriptionSettings = BY_DEFAULT, **fields: Any
) -> Transcript:
    return await PocketsphinxTranscriber().transcribe(
        a_recording(**fields), FileAudio(path), settings
    )


def demo_file(call: str) -> Path:
    return DEMO / f"{call}.{SCRIPTS[call]['format']}"


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def share_heard(call: str, role: str, transcript: Transcript) -> float:
    """How much of what the script lets a role say was recognised as said by that role, in order."""
    said = [w for turn in SCRIPTS[call]["turns"] if turn["role"] == role
            for w in words_in(turn["text"])]  # fmt: skip
    channel = ("agent", "customer").index(role)
    turns = [turn for turn in transcript.turns if turn.channel == channel]
    heard = [w for turn in turns for w in words_in(turn.text)]
    blocks = difflib.SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(said)


def write_wav(path: Path, rate: int, channels: list[bytes]) -> None:
    """Store channels of 16-bit samples."""
    tracks = [array("h", channel) for channel in channels]
    with wave.open(str(path), "wb") as file:
        file.setparams((len(tracks), 2, rate, 0, "NONE", ""))
        file.writeframes(array("h", chain.from_iterable(zip(*tracks, strict=True))).tobytes())


def recognisers() -> list[psutil.Process]:
    """The child processes of the recogniser that this process has."""
    children = psutil.Process().children()
    return [child for child in children if "pocketsphinx_recognizer" in " ".join(child.cmdline())]


@pytest.fixture(scope="module")
def transcripts() -> dict[str, Transcript]:
    """The demo recordings, recognised once for all tests."""

    async def all_of_them() -> list[Transcript]:
        return await asyncio.gather(*(transcript_of(demo_file(call)) for call in CALLS))

    return dict(zip(CALLS, asyncio.run(all_of_them()), strict=True))


@pytest.mark.parametrize("call", CALLS)
def test_each_role_is_heard_on_its_channel(call: str, transcripts: dict[str, Transcript]) -> None:
    transcript = transcripts[call]

    assert share_heard(call, "agent", transcript) >= 0.8
    assert share_heard(call, "customer", transcript) >= 0.8
    assert {(turn.speaker, turn.channel) for turn in transcript.turns} == {
        ("channel_0", 0),
        ("channel_1", 1),
    }


def test_a_transcript_says_that_it_is_a_draft_and_claims_no_confidence(
    transcripts: dict[str, Transcript],
) -> None:
    transcript = transcripts["sales_upgrade"]

    assert (transcript.engine, transcript.model, transcript.quality, transcript.language) == (
        "pocketsphinx", "en-us", "draft", "en",
    )  # fmt: skip
    assert {word.confidence for turn in transcript.turns for word in turn.words} == {None}


def test_words_carry_neither_noises_nor_numbers_of_pronunciations(
    transcripts: dict[str, Transcript],
) -> None:
    texts = [w.text for t in transcripts.values() for turn in t.turns for w in turn.words]

    assert all(re.fullmatch(r"[a-z'.-]+", text) for text in texts)


def test_words_lie_in_the_stretches_of_speech(transcripts: dict[str, Transcript]) -> None:
    transcript = transcripts["support_refund"]
    for turn in transcript.turns:
        own = [i for i in transcript.speech if i.speaker == turn.speaker]
        for word in turn.words:
            assert word.start is not None
            assert word.end is not None
            middle = (word.start + word.end) / 2
            assert any(i.start - 0.3 <= middle <= i.end + 0.3 for i in own)


def test_the_hold_and_the_overlap_of_the_scripts_are_measured(
    transcripts: dict[str, Transcript],
) -> None:
    hold = talk_metrics(transcripts["support_refund"]).longest_silence_seconds
    overlap = talk_metrics(transcripts["sales_upgrade"]).overlap_seconds

    assert hold == pytest.approx(3.5, abs=0.3)
    assert overlap == pytest.approx(0.8, abs=0.4)


@pytest.mark.parametrize("call", CALLS)
def test_metrics_of_the_sound_agree_with_an_independent_measurement_of_it(
    transcripts: dict[str, Transcript], call: str, tmp_path: Path
) -> None:
    path = tmp_path / "call.wav"
    write_wav(path, 16_000, [b"".join(samples_of(str(demo_file(call)), c)) for c in ("0", "1")])
    theirs = analyze(str(path), speakers=["channel_0", "channel_1"])

    ours = talk_metrics(transcripts[call])

    for metric, of_party, near in (
        ("turns", "turns", 0), ("interruptions", "interruptions", 0),
        ("backchannels", "backchannels", 0), ("talk_time_seconds", "talk_time_s", 0.1),
        ("longest_monologue_seconds", "longest_monologue_s", 0.12),
    ):  # fmt: skip
        parties = {name: getattr(theirs[name], of_party) for name in ("channel_0", "channel_1")}
        assert getattr(ours, metric) == pytest.approx(parties, rel=near), metric


async def test_channels_are_mixed_to_one_unknown_speaker_if_the_profile_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "start.wav"
    channels = [b"".join(samples_of(str(demo_file("support_refund")), c)) for c in ("0", "1")]
    write_wav(path, 16_000, [channel[: 32_000 * 12] for channel in channels])

    transcript = await transcript_of(path, TranscriptionSettings(multichannel=False))

    assert {(turn.speaker, turn.channel) for turn in transcript.turns} == {("unknown", None)}
    assert {interval.speaker for interval in transcript.speech} == {"unknown"}
    assert transcript.channels == 1
    heard = {word for turn in transcript.turns for word in words_in(turn.text)}
    assert {"robert", "mistake", "invoice"} <= heard


async def test_channels_that_would_cancel_out_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "mirrored.wav"
    left = b"".join(samples_of(str(demo_file("support_refund")), "0"))[: 32_000 * 5]
    right = array("h", (max(-32_767, -sample) for sample in array("h", left))).tobytes()
    write_wav(path, 16_000, [left, right])

    transcript = await transcript_of(path, dual_mono=True, mirrored=True)

    assert transcript.channels == 1
    assert transcript.turns


async def test_parties_beside_a_silent_channel_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "three.wav"
    first, second = (
        b"".join(samples_of(str(demo_file("support_refund")), channel))[: 32_000 * 8]
        for channel in "01"
    )
    write_wav(path, 16_000, [first, bytes(len(first)), second])

    transcript = await transcript_of(path, channels=3, silent_channels=(1,))

    assert {(turn.speaker, turn.channel) for turn in transcript.turns} == {
        ("channel_0", 0),
        ("channel_2", 2),
    }


async def test_silence_gives_an_empty_transcript(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    write_wav(path, 8_000, [bytes(2 * 8_000 * 3)])

    transcript = await transcript_of(path, channels=1)

    assert (transcript.turns, transcript.speech, transcript.channels) == ((), (), 1)


def test_speech_without_a_pause_is_cut_after_thirty_seconds_and_nothing_is_lost() -> None:
    frames = list(frames_of(samples_of(str(demo_file("support_refund")), "0")))
    sentence = frames[round(0.6 / FRAME_SECONDS) : round(3 / FRAME_SECONDS)]
    stretches: list[Speech] = list(speech_in(islice(cycle(sentence), round(70 / FRAME_SECONDS))))

    seconds = [len(stretch.samples) / 32_000 for stretch in stretches]
    assert max(seconds) == pytest.approx(30)
    assert sum(seconds) == pytest.approx(70, abs=1)


async def test_a_missing_engine_is_noticed_before_anything_is_downloaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "webrtcvad", None)
    audio = FileAudio(Path("nowhere"))

    with pytest.raises(EngineMissingError, match="not installed"):
        await PocketsphinxTranscriber().transcribe(a_recording(), audio, BY_DEFAULT)
    assert audio.copies == 0


async def test_a_recogniser_that_crashes_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pocketsphinx, "_RECOGNIZER", "no_such_module")

    with pytest.raises(InternalError, match="ended without a result"):
        await transcript_of(demo_file("support_refund"))


async def test_a_recogniser_that_prints_nonsense_is_a_defect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pocketsphinx, "_RECOGNIZER", "this")

    with pytest.raises(InternalError, match="ended without a result"):
        await transcript_of(demo_file("support_refund"))


async def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret-name.wav"
    path.write_text("not a call", "utf-8")

    with pytest.raises(RecordingUnreadableError) as refused:
        await transcript_of(path)
    assert "secret" not in str(refused.value)


@pytest.fixture
def endless(tmp_path: Path) -> Generator[Path]:
    """A file that never opens, because nobody writes to it."""
    path = tmp_path / "endless.wav"
    os.mkfifo(path)
    yield path
    assert not recognisers()


async def test_no_more_recognisers_run_than_there_are_processors_and_cancelling_kills_them(
    endless: Path,
) -> None:
    places = os.cpu_count() or 1
    calls = [asyncio.create_task(transcript_of(endless)) for _ in range(places)]
    most = 0
    for _ in range(20):
        await asyncio.sleep(0.05)
        most = max(most, len(recognisers()))
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)

    assert most == places


def test_the_fingerprint_names_what_changes_the_transcript_and_nothing_else() -> None:
    def parts(**fields: Any) -> dict[str, Any]:
        return PocketsphinxTranscriber().fingerprint_parts(TranscriptionSettings(**fields))

    assert parts() == parts(multichannel=True, keyterms=("refund",), language="en")
    assert parts() == parts(channel_roles=("customer", "agent"), infer_roles=False)
    assert parts() != parts(multichannel=False)
