"""A job's result, from the provider in its process to the step that waits, over real sockets."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import uvicorn

from callinsight.adapters.elevenlabs import ElevenLabsJobTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.api.app import create_app
from callinsight.services import Services, using
from tests.builders import a_call_with_audio, begun, fake_services
from tests.builders import settings as a_setting
from tests.patience import PATIENCE
from tests.servers import free_port
from tests.stubs.running import StubProviders


@pytest.fixture
async def services(stubs: StubProviders) -> AsyncGenerator[Services]:
    """Everything a fake but the provider's adapter and its webhook's secret."""
    engine = ElevenLabsJobTranscriber(
        GivenSecret("key"), base_url=stubs.elevenlabs_url, webhook_id="hook"
    )
    chosen = a_setting(elevenlabs_webhook_secret="secret")
    with using(fake_services(settings=chosen, transcriber=engine)) as world:
        yield world
    await engine.close()


@pytest.fixture
async def webhook_url(services: Services) -> AsyncGenerator[str]:
    """The API on a port of its own, over these services."""
    port = free_port()
    config = uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # without taking over the tests' signals
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}/events/elevenlabs"
    server.should_exit = True
    await serving


@pytest.mark.parametrize("form", ["envelope", "bare"])
async def test_a_step_that_asks_in_vain_is_served_by_the_webhook(
    services: Services, stubs: StubProviders, webhook_url: str, form: str
) -> None:
    stubs.jobs(unknown=True)  # whoever asks for the job by its id is told of none
    stubs.webhook(webhook_url, form=form, copies=2, delay_seconds=0.2)
    execution = await begun(services, await a_call_with_audio(services))
    recording = await services.fetching.recording_of(execution)
    async with asyncio.timeout(PATIENCE):
        summary = await services.transcription.transcript_of(execution, recording)
        while len(stubs.deliveries()) < 2:
            await asyncio.sleep(0.02)
    assert summary.words > 10
    assert stubs.count("elevenlabs") == 1
    assert stubs.deliveries() == [200, 200]
    (sent,) = stubs.requests("elevenlabs")
    reference = json.loads(sent["fields"]["webhook_metadata"])
    assert reference["call_id"] == execution.call.call_id


NO_TRANSCRIPTS = [
    {"status": 200, "body": "<html>"},
    {"status": 202, "body": {"status": "processing"}},
]


@pytest.mark.parametrize("odd", NO_TRANSCRIPTS)
async def test_a_call_outlives_an_odd_answer_to_its_free_question_and_pays_once(
    services: Services, stubs: StubProviders, odd: dict[str, Any]
) -> None:
    stubs.script("elevenlabs_results", odd, odd)
    execution = await begun(services, await a_call_with_audio(services))
    recording = await services.fetching.recording_of(execution)
    async with asyncio.timeout(PATIENCE):
        summary = await services.transcription.transcript_of(execution, recording)
    assert summary.words > 10
    assert (stubs.count("elevenlabs"), stubs.count("elevenlabs_results")) == (1, 3)


@pytest.mark.parametrize("odd", NO_TRANSCRIPTS)
async def test_what_the_webhook_brings_stands_after_an_odd_answer(
    services: Services, stubs: StubProviders, webhook_url: str, odd: dict[str, Any]
) -> None:
    stubs.jobs(unknown=True)
    stubs.script("elevenlabs_results", odd)
    stubs.webhook(webhook_url, delay_seconds=0.2)
    execution = await begun(services, await a_call_with_audio(services))
    recording = await services.fetching.recording_of(execution)
    async with asyncio.timeout(PATIENCE):
        summary = await services.transcription.transcript_of(execution, recording)
    assert summary.words > 10
    assert stubs.count("elevenlabs") == 1


@pytest.mark.parametrize("wrong", [{"secret": "another"}, {"age_seconds": 1900}])
async def test_what_is_signed_wrongly_or_long_ago_is_refused(
    services: Services, stubs: StubProviders, webhook_url: str, wrong: dict[str, float]
) -> None:
    stubs.webhook(webhook_url, **wrong)
    execution = await begun(services, await a_call_with_audio(services))
    recording = await services.fetching.recording_of(execution)
    assert await services.transcription.transcript_of(execution, recording)  # asked for by its id
    async with asyncio.timeout(PATIENCE):
        while not stubs.deliveries():
            await asyncio.sleep(0.02)
    assert stubs.deliveries() == [401]
