"""A provider's Retry-After in every form, through the real adapter and the gate before it."""

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.provider import RateLimitedError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.services import Services
from callinsight.steps.provider_gate import Answered, ProviderGate
from tests.adapters.conftest import BytesAudio, Guard
from tests.builders import a_call_with_audio, begun
from tests.stubs.running import StubProviders


@pytest.fixture
async def transcriber(stubs: StubProviders) -> AsyncGenerator[ElevenLabsTranscriber]:
    engine = ElevenLabsTranscriber(GivenSecret("key"), base_url=stubs.elevenlabs_url)
    yield engine
    await engine.close()


def _header(retry_after: str) -> str:
    """The hour is a date, as HTTP writes one."""
    if retry_after != "in an hour":
        return retry_after
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize(
    ("retry_after", "asked", "held"),
    [
        ("0", 0.0, 1.0),
        ("5", 5.0, 5.0),
        ("600", 600.0, 60.0),
        ("in an hour", 3600.0, 60.0),
        ("soon", None, 1.0),
        ("-3", 0.0, 1.0),
    ],
)
async def test_a_wait_is_honoured_by_its_call_and_for_a_minute_at_most_by_the_others(
    retry_after: str,
    asked: float | None,
    held: float,
    transcriber: ElevenLabsTranscriber,
    services: Services,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    stubs.script("elevenlabs", {"status": 429, "headers": {"Retry-After": _header(retry_after)}})
    gate: ProviderGate = services.gate("elevenlabs")
    execution = await begun(services, await a_call_with_audio(services))

    async def send(_answered: Answered) -> bytes:
        return await transcriber.request(recording, audio, TranscriptionSettings(), guard)

    with pytest.raises(RateLimitedError) as slow:
        await gate.through(execution, send)
    assert slow.value.retry_after_seconds == (
        asked if asked is None else pytest.approx(asked, abs=5)
    )
    assert gate._limit.held_until - time.monotonic() == pytest.approx(held, abs=0.5)

    waiting = asyncio.create_task(gate.through(execution, send))
    await asyncio.sleep(0.05)
    assert stubs.count("elevenlabs") == 1
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert gate._line.held == 0
