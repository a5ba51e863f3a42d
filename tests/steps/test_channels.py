"""Two channels through real examination and a provider that listens: what is said is said once."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.adapters.sound import MODULES
from callinsight.adapters.zygotes import Zygotes
from callinsight.domain.call_id import new_call_id
from callinsight.domain.recording import upload_key
from callinsight.domain.transcript import Transcript
from callinsight.domain.uploads import queued_call
from callinsight.services import Services, using
from tests.builders import PINNED, a_run, fake_services
from tests.fakes.recordings import FakeRecordingStore
from tests.recordings.forms import WAV
from tests.recordings.making import Samples, encoded
from tests.steps.conftest import run_once
from tests.stubs import time_marks
from tests.stubs.running import StubProviders

SECONDS = 6
SPOKEN = [f"t{second:05}" for second in range(SECONDS)]


@pytest.fixture
async def world(stubs: StubProviders) -> AsyncIterator[Services]:
    stubs.hear_time_marks()
    transcriber = ElevenLabsTranscriber(GivenSecret("key"), base_url=stubs.elevenlabs_url)
    zygotes = Zygotes(MODULES)
    services = fake_services(transcriber=transcriber, zygotes=zygotes)
    for replaced in ("sound_probe", "sound_cutter"):
        del services.__dict__[replaced]
    with using(services):
        yield services
    zygotes.end()
    await transcriber.close()


async def _transcript(world: Services, sound: Samples) -> Transcript:
    call_id = new_call_id()
    assert isinstance(world.recordings, FakeRecordingStore)
    stored = world.recordings.put(upload_key(call_id, "u1", "call.wav"), encoded(WAV, sound))
    call = queued_call(call_id, world.clock(), stored, PINNED, file_name="call.wav")
    await world.calls.add(call)
    outcome = await run_once(world, call_id, a_run(call))
    assert outcome.call is not None, outcome.failure
    assert outcome.call.transcript is not None, outcome.failure
    body = await world.artifacts.get(outcome.call.transcript.artifact)
    assert body is not None
    return Transcript.model_validate_json(body)


def _words(transcript: Transcript) -> list[str]:
    return [word.text for turn in transcript.turns for word in turn.words]


def _marks(channels: int) -> Samples:
    return np.ascontiguousarray(time_marks.seconds(0, SECONDS, WAV.rate, channels).T)


@pytest.mark.parametrize(
    "channels",
    [(1, 1), (1, -1), (0, 1, -1), (0, 1, 1)],
    ids=["the same", "upside down", "beside silence, upside down", "beside silence"],
)
async def test_one_recording_on_several_channels_is_transcribed_as_one_stream(
    world: Services, stubs: StubProviders, channels: tuple[int, ...]
) -> None:
    transcript = await _transcript(world, np.vstack([_marks(1) * sign for sign in channels]))
    assert _words(transcript) == SPOKEN
    assert {turn.channel for turn in transcript.turns} == {None}
    (sent,) = stubs.requests("elevenlabs")
    assert sent["fields"].get("use_multi_channel") != "true"


async def test_two_parties_on_two_channels_are_the_agent_and_the_customer(
    world: Services, stubs: StubProviders
) -> None:
    transcript = await _transcript(world, _marks(2))
    assert _words(transcript) == SPOKEN
    spoken = {
        known.role: {
            int(word.text[1:]) % 2
            for turn in transcript.turns
            if turn.speaker == speaker
            for word in turn.words
        }
        for speaker, known in transcript.roles.items()
    }
    assert spoken == {"agent": {0}, "customer": {1}}
    (sent,) = stubs.requests("elevenlabs")
    assert sent["fields"]["use_multi_channel"] == "true"


async def test_a_channel_without_sound_is_not_paid_for(
    world: Services, stubs: StubProviders
) -> None:
    one = _marks(1)
    assert _words(await _transcript(world, np.vstack([one, one * 0]))) == SPOKEN
    (sent,) = stubs.requests("elevenlabs")
    assert sent["fields"].get("use_multi_channel") != "true"
