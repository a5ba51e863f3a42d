"""What ElevenLabs tells of the requests it runs at once."""

import asyncio

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.provider import ConcurrencyLimitError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from tests.adapters.conftest import BytesAudio, Guard
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()
KEY = GivenSecret("key")


class Reports:
    """What was told of concurrency."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []

    def __call__(self, current: int, maximum: int) -> None:
        self.heard.append((current, maximum))


@pytest.fixture
def reports() -> Reports:
    return Reports()


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
