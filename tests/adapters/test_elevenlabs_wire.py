"""Links instead of bytes, ElevenLabs' concurrency, and answers that never end."""

import asyncio
import hashlib
from typing import Any

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors import (
    CallInsightError,
    ConcurrencyLimitError,
    ProviderRefusedError,
    StepDeadlineError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.services import using
from tests.adapters.conftest import BytesAudio, Guard
from tests.builders import a_call_with_audio, begun, fake_services
from tests.builders import settings as a_setting
from tests.stubs.elevenlabs_sources import HOSTED
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()
KEY = GivenSecret("key")


class LinkedAudio(BytesAudio):
    """Audio that is never streamed, because the provider fetches it."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self._link = link

    async def url(self) -> str:
        return self._link

    def stream(self) -> Any:
        raise AssertionError("The bytes were not asked for.")


class Reports:
    """What was told of concurrency."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []

    def __call__(self, current: int, maximum: int) -> None:
        self.heard.append((current, maximum))


@pytest.fixture
def reports() -> Reports:
    return Reports()


async def test_a_link_is_the_only_source_and_the_provider_fetches_what_is_there(
    stubs: StubProviders, recording: Recording, guard: Guard
) -> None:
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    body = await engine.request(recording, LinkedAudio(stubs.hosted_url), SETTINGS, guard)
    assert engine.read(body, recording, SETTINGS).turns
    (sent,) = stubs.requests("elevenlabs")
    assert (sent["multipart"], sent["file"]) == (True, None)
    assert sent["fields"]["source_url"] == stubs.hosted_url
    assert sent["source"]["sha256"] == hashlib.sha256(HOSTED).hexdigest()
    assert guard.calls == 1
    await engine.close()


@pytest.mark.parametrize("path", ["/nothing/here", ":bad"])
async def test_a_link_that_leads_nowhere_is_a_definite_no(
    stubs: StubProviders, recording: Recording, guard: Guard, path: str
) -> None:
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    link = LinkedAudio(stubs.hosted_url.removesuffix("/hosted/recording") + path)
    with pytest.raises(ProviderRefusedError, match="source_url"):
        await engine.request(recording, link, SETTINGS, guard)
    await engine.close()


async def test_what_the_provider_tells_of_its_concurrency_is_reported(
    stubs: StubProviders, recording: Recording, audio: BytesAudio, guard: Guard, reports: Reports
) -> None:
    stubs.concurrency(3)
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, report=reports)
    await engine.request(recording, audio, SETTINGS, guard)
    assert reports.heard == [(1, 3)]
    await engine.close()


async def test_beyond_its_limit_the_provider_refuses_and_that_is_told_apart(
    stubs: StubProviders, recording: Recording, audio: BytesAudio, guard: Guard, reports: Reports
) -> None:
    stubs.concurrency(1)
    stubs.script("elevenlabs", {"delay_seconds": 0.3})
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, report=reports)

    async def later() -> None:
        while not stubs.count("elevenlabs"):
            await asyncio.sleep(0.01)
        with pytest.raises(ConcurrencyLimitError):
            await engine.request(recording, audio, SETTINGS, guard)

    await asyncio.gather(engine.request(recording, audio, SETTINGS, guard), later())
    assert reports.heard == [(1, 1), (1, 1)]
    assert await engine.request(recording, audio, SETTINGS, guard)
    await engine.close()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"current-concurrent-requests": "1"},
        {"maximum-concurrent-requests": "5"},
        {"current-concurrent-requests": "one", "maximum-concurrent-requests": "5"},
        {"current-concurrent-requests": "-1", "maximum-concurrent-requests": "5"},
        {"current-concurrent-requests": "1", "maximum-concurrent-requests": "0"},
        {"current-concurrent-requests": "1", "maximum-concurrent-requests": "9" * 40},
        {"current-concurrent-requests": "1.5", "maximum-concurrent-requests": "5"},
    ],
)
async def test_numbers_that_make_no_sense_are_not_reported(
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    reports: Reports,
    headers: dict[str, str],
) -> None:
    stubs.script("elevenlabs", {"headers": headers})
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, report=reports)
    await engine.request(recording, audio, SETTINGS, guard)
    assert reports.heard == []
    await engine.close()


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
        async with asyncio.timeout(10):
            with pytest.raises(CallInsightError) as caught:
                await world.transcription.transcript_of(execution, recording)
    assert isinstance(caught.value, StepDeadlineError)
    assert execution.call.request_open is not None  # it may have been billed
    assert stubs.count("elevenlabs") == 1
    await engine.close()
