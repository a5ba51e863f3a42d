"""ElevenLabs' durable jobs, driven against a stub in another process."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from callinsight.adapters.elevenlabs import ElevenLabsJobTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    OutcomeUnknownError,
    ProviderJobFailedError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from tests.adapters.conftest import BytesAudio, Guard, RotatedSecret
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()


@pytest.fixture
async def jobs(stubs: StubProviders) -> AsyncGenerator[ElevenLabsJobTranscriber]:
    engine = ElevenLabsJobTranscriber(
        GivenSecret("key"), base_url=stubs.elevenlabs_url, webhook_id="hook"
    )
    yield engine
    await engine.close()


async def test_a_job_is_submitted_with_its_reference_and_collected_when_done(
    jobs: ElevenLabsJobTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    stubs.jobs(delay_seconds=3600)
    reference = {"call_id": "c", "fingerprint": "f"}
    job_id = await jobs.submit(recording, audio, SETTINGS, guard, reference)
    (sent,) = stubs.requests("elevenlabs")
    assert sent["fields"]["webhook"] == "true"
    assert sent["fields"]["webhook_id"] == "hook"
    assert sent["fields"]["webhook_metadata"] == '{"call_id": "c", "fingerprint": "f"}'
    with pytest.raises(AmbiguousOutcomeError):
        await jobs.collect(job_id)
    stubs.jobs()
    body = await jobs.collect(job_id)
    assert body is not None
    assert jobs.read(body, recording, SETTINGS).turns


async def test_a_failed_job_is_a_definite_answer(
    jobs: ElevenLabsJobTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    stubs.jobs(fail=True)
    job_id = await jobs.submit(recording, audio, SETTINGS, guard, {})
    with pytest.raises(ProviderJobFailedError):
        await jobs.collect(job_id)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"transcription_id": None},
        {"transcription_id": ""},
        {"transcription_id": "../x", "request_id": 7},
        [],
        "accepted",
    ],
)
async def test_a_job_nobody_can_collect_has_an_unknown_outcome(
    jobs: ElevenLabsJobTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    body: Any,
) -> None:
    """The id is optional in the documented answer; the job may be billed all the same."""
    stubs.script("elevenlabs", {"status": 202, "body": body})
    with pytest.raises(OutcomeUnknownError):
        await jobs.submit(recording, audio, SETTINGS, guard, {})


@pytest.mark.parametrize("status", [200, 202])
async def test_without_an_id_of_its_own_a_job_is_known_by_its_request(
    jobs: ElevenLabsJobTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    status: int,
) -> None:
    """Nobody may be able to collect it by that, but the webhook still brings its result."""
    stubs.script("elevenlabs", {"status": status, "body": {"message": "ok", "request_id": "r-1"}})
    assert await jobs.submit(recording, audio, SETTINGS, guard, {}) == "r-1"
    with pytest.raises(AmbiguousOutcomeError):
        await jobs.collect("r-1")


@pytest.mark.parametrize("status", [408, 504, 524])
async def test_a_question_that_went_astray_says_nothing_about_the_job(
    jobs: ElevenLabsJobTranscriber, stubs: StubProviders, status: int
) -> None:
    stubs.script("elevenlabs_results", {"status": status, "body": {}})
    assert await jobs.collect("job") is None


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 429, "body": {}}, RateLimitedError),
        ({"status": 503, "body": {}}, ProviderUnavailableError),
        ({"status": 401, "error_shape": "new", "code": "quota_exceeded"}, ProviderQuotaError),
        ({"status": 401, "error_shape": "old", "code": "invalid_api_key"}, ProviderKeyError),
    ],
)
async def test_a_refused_question_never_gives_up_a_paid_job(
    jobs: ElevenLabsJobTranscriber,
    stubs: StubProviders,
    step: dict[str, Any],
    error: type[CallInsightError],
) -> None:
    stubs.script("elevenlabs_results", step)
    with pytest.raises(error) as caught:
        await jobs.collect("job")
    assert type(caught.value) is error


async def test_asking_for_a_job_is_free_so_a_failed_question_is_asked_again(
    jobs: ElevenLabsJobTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    monkeypatch.setattr(httpx.AsyncClient, "send", broken)
    assert await jobs.collect("job") is None


async def test_a_result_without_an_end_is_capped(
    jobs: ElevenLabsJobTranscriber, stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.adapters.elevenlabs_client.ANSWER_LIMIT_BYTES", 100_000)
    stubs.script("elevenlabs_results", {"huge_bytes": 5_000_000, "status": 200, "body": {}})
    assert await jobs.collect("job") is None


@pytest.mark.parametrize(
    "step",
    [
        {"status": 200, "body": "<html>"},
        {"status": 202, "body": {"status": "processing"}},
        {"status": 200, "body": []},
        {"status": 200, "body": {}},
    ],
)
async def test_what_is_no_transcript_does_not_stand_for_the_paid_one(
    jobs: ElevenLabsJobTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    step: dict[str, Any],
) -> None:
    job_id = await jobs.submit(recording, audio, SETTINGS, guard, {})
    stubs.script("elevenlabs_results", step)
    assert await jobs.collect(job_id) is None
    assert await jobs.collect(job_id)


async def test_a_job_is_collected_with_a_key_that_was_rotated_meanwhile(
    stubs: StubProviders, recording: Recording, audio: BytesAudio, guard: Guard
) -> None:
    stubs.keys(elevenlabs="new")
    secret = RotatedSecret()
    jobs = ElevenLabsJobTranscriber(secret, base_url=stubs.elevenlabs_url, webhook_id="hook")
    job_id = await jobs.submit(recording, audio, SETTINGS, guard, {})
    assert await jobs.collect(job_id) is not None
    assert secret.reads == 2
    await jobs.close()
