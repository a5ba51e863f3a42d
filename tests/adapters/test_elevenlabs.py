"""ElevenLabs, driven against a stub in another process."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    OutcomeUnknownError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.errors.recording import RecordingMissingError, RecordingTooLargeError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from tests.adapters.conftest import BODY, BytesAudio, Guard, RotatedSecret
from tests.servers import free_port
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()


@pytest.fixture
async def transcriber(stubs: StubProviders) -> AsyncGenerator[ElevenLabsTranscriber]:
    engine = ElevenLabsTranscriber(GivenSecret("key"), base_url=stubs.elevenlabs_url)
    yield engine
    await engine.close()


async def test_the_recording_is_streamed_as_one_form_and_read_as_a_transcript(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    body = await transcriber.request(recording, audio, SETTINGS, guard)
    (sent,) = stubs.requests("elevenlabs")
    assert sent["multipart"]
    assert sent["file"]["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert (sent["file"]["name"], sent["file"]["content_type"]) == ("recording", "audio/wav")
    assert guard.calls == 1

    transcript = transcriber.read(body, recording, SETTINGS)
    assert (transcript.engine, transcript.model, transcript.quality) == (
        "elevenlabs",
        "scribe_v2",
        "final",
    )
    assert transcript.channels == 2
    assert {turn.channel for turn in transcript.turns} == {0, 1}
    assert all(word.start is not None for turn in transcript.turns for word in turn.words)


async def test_settings_take_their_wire_forms(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    settings = TranscriptionSettings(
        language="en", keyterms=("Acme", "Silver Kitchen"), num_speakers=3, multichannel=False
    )
    await transcriber.request(recording, audio, settings, guard)
    (sent,) = stubs.requests("elevenlabs")
    assert sent["fields"] == {
        "model_id": "scribe_v2",
        "timestamps_granularity": "word",
        "tag_audio_events": "false",
        "use_multi_channel": "false",
        "diarize": "true",
        "language_code": "en",
        "num_speakers": "3",
        "keyterms": ["Acme", "Silver Kitchen"],
    }


async def test_mono_is_diarized_and_has_no_channels(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    mono = recording.model_copy(update={"channels": 1})
    body = await transcriber.request(mono, audio, SETTINGS, guard)
    (sent,) = stubs.requests("elevenlabs")
    assert (sent["fields"]["use_multi_channel"], sent["fields"]["diarize"]) == ("false", "true")
    transcript = transcriber.read(body, mono, SETTINGS)
    assert len({turn.speaker for turn in transcript.turns}) == 2
    assert {turn.channel for turn in transcript.turns} == {None}


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 429, "error_shape": "new", "code": "rate_limit_exceeded"}, RateLimitedError),
        ({"status": 400, "error_shape": "new", "code": "invalid_parameters"}, ProviderRefusedError),
        ({"status": 401, "error_shape": "old", "code": "invalid_api_key"}, ProviderKeyError),
        ({"status": 401, "error_shape": "old", "code": "quota_exceeded"}, ProviderQuotaError),
        ({"status": 422, "error_shape": "validation"}, ProviderRefusedError),
        ({"status": 413, "error_shape": "string"}, RecordingTooLargeError),
        ({"status": 500, "body": "<html>"}, ProviderUnavailableError),
        ({"status": 503, "body": {}}, ProviderUnavailableError),
        ({"status": 504, "body": {}}, AmbiguousOutcomeError),
        ({"status": 301, "body": "<html>", "headers": {"Location": "/x"}}, ProviderRefusedError),
        ({"cut": True}, AmbiguousOutcomeError),
        ({"cut_body": True}, AmbiguousOutcomeError),
    ],
)
async def test_each_refusal_is_told_by_what_it_means(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    step: dict[str, Any],
    error: type[CallInsightError],
) -> None:
    stubs.script("elevenlabs", step)
    with pytest.raises(error) as caught:
        await transcriber.request(recording, audio, SETTINGS, guard)
    assert type(caught.value) is error
    assert stubs.count("elevenlabs") == 1


async def test_retry_after_is_passed_on(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    stubs.script("elevenlabs", {"status": 429, "body": {}, "headers": {"Retry-After": "7"}})
    with pytest.raises(RateLimitedError) as caught:
        await transcriber.request(recording, audio, SETTINGS, guard)
    assert caught.value.retry_after_seconds == 7


async def test_a_provider_that_cannot_be_reached_was_sent_nothing(
    recording: Recording, audio: BytesAudio, guard: Guard
) -> None:
    nobody = ElevenLabsTranscriber(GivenSecret("k"), base_url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ProviderUnavailableError):
        await nobody.request(recording, audio, SETTINGS, guard)
    await nobody.close()


async def test_a_recording_that_disappears_while_it_is_sent_is_no_ambiguous_outcome(
    transcriber: ElevenLabsTranscriber, recording: Recording, guard: Guard
) -> None:
    class Vanishing(BytesAudio):
        async def stream(self):  # type: ignore[no-untyped-def]
            yield BODY[:100]
            raise RecordingMissingError("gone")

    with pytest.raises(RecordingMissingError):
        await transcriber.request(recording, Vanishing(), SETTINGS, guard)


async def test_a_hanging_provider_is_left_when_the_step_has_no_time_left(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
) -> None:
    stubs.script("elevenlabs", {"hang_seconds": 30})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await transcriber.request(recording, audio, SETTINGS, guard)


async def test_an_answer_without_an_end_is_capped(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callinsight.adapters.elevenlabs_client.ANSWER_LIMIT_BYTES", 100_000)
    stubs.script("elevenlabs", {"huge_bytes": 5_000_000})
    with pytest.raises(OutcomeUnknownError):
        await transcriber.request(recording, audio, SETTINGS, guard)


@pytest.mark.parametrize("trouble", [{"huge_bytes": 5_000_000}, {"cut_body": True}])
async def test_of_a_refusal_without_an_end_the_status_says_enough(
    transcriber: ElevenLabsTranscriber,
    stubs: StubProviders,
    recording: Recording,
    audio: BytesAudio,
    guard: Guard,
    monkeypatch: pytest.MonkeyPatch,
    trouble: dict[str, Any],
) -> None:
    monkeypatch.setattr("callinsight.adapters.elevenlabs_client.ANSWER_LIMIT_BYTES", 100_000)
    stubs.script("elevenlabs", {"status": 503, **trouble}, {"status": 301, **trouble})
    with pytest.raises(ProviderUnavailableError):
        await transcriber.request(recording, audio, SETTINGS, guard)
    with pytest.raises(ProviderRefusedError):
        await transcriber.request(recording, audio, SETTINGS, guard)


async def test_a_rotated_key_is_read_again_once_and_the_request_repeated(
    stubs: StubProviders, recording: Recording, audio: BytesAudio, guard: Guard
) -> None:
    stubs.keys(elevenlabs="new")
    secret = RotatedSecret()
    transcriber = ElevenLabsTranscriber(secret, base_url=stubs.elevenlabs_url)
    assert await transcriber.request(recording, audio, SETTINGS, guard)
    assert (secret.reads, stubs.count("elevenlabs"), guard.calls) == (1, 2, 2)
    stubs.keys(elevenlabs="newer")
    with pytest.raises(ProviderKeyError):
        await transcriber.request(recording, audio, SETTINGS, guard)
    await transcriber.close()


async def test_the_fingerprint_ignores_what_only_labels_the_transcript(
    transcriber: ElevenLabsTranscriber,
) -> None:
    swapped = TranscriptionSettings(channel_roles=("customer", "agent"), infer_roles=False)
    assert transcriber.fingerprint_parts(SETTINGS) == transcriber.fingerprint_parts(swapped)
    other = TranscriptionSettings(language="de")
    assert transcriber.fingerprint_parts(SETTINGS) != transcriber.fingerprint_parts(other)


def test_a_release_with_more_settings_pays_no_transcript_again(
    transcriber: ElevenLabsTranscriber,
) -> None:
    assert transcriber.fingerprint_parts(TranscriptionSettings()) == {
        "engine": "elevenlabs",
        "model": "scribe_v2",
        "diarize": True,
        "detect_speaker_roles": False,
        "keyterms": (),
        "tag_audio_events": False,
        "entity_detection": (),
        "entity_redaction": (),
        "entity_redaction_mode": "enumerated_entity_type",
    }
