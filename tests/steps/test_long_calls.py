"""Three hours of sound that tells the time: real S3, real cutting, a provider that listens."""

from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.adhoc import accept_file
from callinsight.domain.execution import RunIdentity
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import AudioLimits
from callinsight.services import Services, using
from tests.builders import a_profile
from tests.real_services import real_services
from tests.steps.conftest import run_once
from tests.stubs import time_marks
from tests.stubs.running import StubProviders

HOUR = 3600
RATE = 8_000
_BLOCK = 60


class ShortElevenLabs(ElevenLabsTranscriber):
    """ElevenLabs, if it took less at a time."""

    seconds = float(HOUR)

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        usual = super().limits(recording, settings)
        return AudioLimits(usual.media_types, usual.max_bytes, self.seconds, mono=usual.mono)


@pytest.fixture
def transcriber(stubs: StubProviders) -> ShortElevenLabs:
    stubs.hear_time_marks()
    return ShortElevenLabs(GivenSecret("key"), base_url=stubs.elevenlabs_url)


@pytest.fixture
async def world(
    ministack: AwsClients, stubs: StubProviders, transcriber: ShortElevenLabs
) -> AsyncIterator[Services]:
    with using(real_services(ministack, stubs, transcriber=transcriber)) as services:
        yield services
        services.heartbeat.stop()
        services.zygotes.end()
        await transcriber.close()
        assert isinstance(services.language_model, OpenAILanguageModel)
        await services.language_model.close()


def _recording(path: Path, seconds: int, channels: int) -> Path:
    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream(
            "flac", rate=RATE, layout="stereo" if channels == 2 else "mono"
        )
        for first in range(0, seconds, _BLOCK):
            samples = time_marks.seconds(first, _BLOCK, RATE, channels).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=stream.layout.name)
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


async def _transcript(world: Services, path: Path) -> Transcript:
    await world.profile_store.add(a_profile())
    await world.profile_store.make_current("default", 1)
    call = await accept_file(path)
    run = RunIdentity(id=f"test-{call.call_id}", adhoc=True)
    outcome = await run_once(world, call.call_id, run)
    assert outcome.kind == "Completed", outcome.failure
    assert outcome.call is not None
    assert outcome.call.transcript is not None
    body = await world.artifacts.get(outcome.call.transcript.artifact)
    assert body is not None
    return Transcript.model_validate_json(body)


def _tells_each_second_once(transcript: Transcript, seconds: int) -> bool:
    words = [word for turn in transcript.turns for word in turn.words]
    late = [abs((word.start or 0.0) - int(word.text[1:])) for word in words]
    return [word.text for word in words] == [f"t{second:05}" for second in range(seconds)] and max(
        late
    ) < 0.1


async def test_three_hours_come_back_with_every_second_once_and_at_its_time(
    world: Services, stubs: StubProviders, tmp_path: Path
) -> None:
    transcript = await _transcript(world, _recording(tmp_path / "a", 3 * HOUR, 1))
    assert _tells_each_second_once(transcript, 3 * HOUR)
    assert transcript.duration_seconds == 3 * HOUR
    sent = stubs.requests("elevenlabs")
    assert len(sent) == 4
    assert {request["file"]["content_type"] for request in sent} == {"audio/flac"}


async def test_channels_stay_apart_over_all_seams(
    world: Services, stubs: StubProviders, transcriber: ShortElevenLabs, tmp_path: Path
) -> None:
    transcriber.seconds = 180.0
    transcript = await _transcript(world, _recording(tmp_path / "a", 600, 2))
    assert _tells_each_second_once(transcript, 600)
    assert {(turn.speaker, turn.channel) for turn in transcript.turns} == {
        ("channel_0", 0),
        ("channel_1", 1),
    }
    for turn in transcript.turns:
        assert {int(word.text[1:]) % 2 for word in turn.words} == {turn.channel}
    assert {request["fields"]["use_multi_channel"] for request in stubs.requests("elevenlabs")} == {
        "true"
    }
    assert len(stubs.requests("elevenlabs")) > 3
