"""Answers that never end, and those that are no transcript."""

import asyncio
from typing import Any

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.call import StepDeadlineError
from callinsight.domain.errors.provider import BadProviderAnswerError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.services import using
from tests.adapters.conftest import BytesAudio, Guard
from tests.builders import a_call_with_audio, begun, fake_services
from tests.builders import settings as a_setting
from tests.patience import PATIENCE
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()
KEY = GivenSecret("key")


@pytest.mark.parametrize(
    "step", [{"drip": True, "seconds": 600}, {"hang_seconds": 600}, {"delay_seconds": 600}]
)
async def test_an_answer_that_drips_or_never_comes_ends_with_the_steps_total_time(
    stubs: StubProviders, step: dict[str, Any]
) -> None:
    stubs.script("elevenlabs", step)
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url)
    chosen = a_setting(transcribe_deadline_seconds=0.4)
    with using(fake_services(settings=chosen, transcriber=engine)) as world:
        execution = await begun(world, await a_call_with_audio(world))
        recording = await world.fetching.recording_of(execution)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(CallInsightError) as caught:
                await world.transcription.transcript_of(execution, recording)
    assert isinstance(caught.value, StepDeadlineError)
    assert execution.call.request_open is not None  # it may have been billed
    assert stubs.count("elevenlabs") == 1
    await engine.close()


@pytest.mark.parametrize(
    "step",
    [
        {"body": "<html>busy</html>", "headers": {"Content-Type": "text/html"}},
        {"body": "", "headers": {"Content-Type": "application/json"}},
        {"body": '{"text": "a", "words": [{"text": "a", "start": NaN}]}'},
        {"body": {"message": "Request accepted.", "request_id": "r"}},
        {"garbage": True},
        {"wrong_schema": True},
    ],
)
async def test_an_answer_that_is_no_transcript_fails_the_call_and_is_not_paid_again(
    stubs: StubProviders, step: dict[str, Any]
) -> None:
    stubs.script("elevenlabs", step)
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url)
    with using(fake_services(transcriber=engine)) as world:
        execution = await begun(world, await a_call_with_audio(world))
        recording = await world.fetching.recording_of(execution)
        for _ in range(2):
            with pytest.raises(BadProviderAnswerError):
                await world.transcription.transcript_of(execution, recording)
    assert stubs.count("elevenlabs") == 1
    await engine.close()


async def test_a_transcript_is_one_whatever_its_content_type_says(
    stubs: StubProviders, recording: Recording, audio: BytesAudio, guard: Guard
) -> None:
    body = '{"text": "hello", "words": []}'
    stubs.script("elevenlabs", {"body": body, "headers": {"Content-Type": "text/html"}})
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url)
    answer = await engine.request(recording, audio, SETTINGS, guard)
    assert [turn.text for turn in engine.read(answer, recording, SETTINGS).turns] == ["hello"]
    await engine.close()
