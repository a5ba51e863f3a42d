"""Recordings on their way from S3 to a provider, which notices nothing of what happens before."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.s3_recordings import S3RecordingStore
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording, RecordingObject
from callinsight.steps.listening import RecordingAudio
from tests.adapters.conftest import Guard
from tests.contracts.recordings import CutBody, a_stored
from tests.stubs.running import StubProviders

pytestmark = pytest.mark.parametrize("server", ["ministack"], indirect=True)
BODY = bytes(range(256)) * 16_000
SETTINGS = TranscriptionSettings()
KEY = GivenSecret("key")


def _verified(stored: RecordingObject) -> Recording:
    facts = stored.model_dump(exclude={"content_type", "metadata", "uploaded_at"})
    return Recording(**facts, media_type="audio/wav", duration_seconds=60.0, channels=2)


async def test_three_broken_connections_to_s3_are_no_matter_of_the_provider(
    recordings: S3RecordingStore,
    stubs: StubProviders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording = _verified(await a_stored(recordings, tmp_path / "a", BODY))
    real = recordings._client.get_object
    cuts = [1_000_000, 2_000_000, 3_000_000, 10_000_000]

    def cutting(**request: Any) -> Any:
        answer = real(**request)
        return {**answer, "Body": CutBody(answer["Body"], cuts.pop(0))}

    monkeypatch.setattr(recordings._client, "get_object", cutting)
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url)
    audio = RecordingAudio(recordings, recording, 60.0)
    assert await engine.request(recording, audio, SETTINGS, Guard())
    (sent,) = stubs.requests("elevenlabs")
    assert sent["file"]["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert not cuts
    await engine.close()


async def test_the_provider_fetches_exactly_this_version_by_its_link(
    recordings: S3RecordingStore, stubs: StubProviders, tmp_path: Path
) -> None:
    recording = _verified(await a_stored(recordings, tmp_path / "a", BODY))
    await a_stored(recordings, tmp_path / "a", b"a later version")
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    audio = RecordingAudio(recordings, recording, 60.0)
    assert await engine.request(recording, audio, SETTINGS, Guard())
    (sent,) = stubs.requests("elevenlabs")
    assert sent["source"]["sha256"] == hashlib.sha256(BODY).hexdigest()
    await engine.close()


async def test_a_recording_that_is_replaced_on_its_way_is_sent_to_nobody(
    recordings: S3RecordingStore, stubs: StubProviders, tmp_path: Path
) -> None:
    recording = _verified(await a_stored(recordings, tmp_path / "a", BODY))
    gone = recording.model_copy(update={"version_id": None, "etag": "another"})
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url)
    with pytest.raises(RecordingMissingError):
        await engine.request(gone, RecordingAudio(recordings, gone, 60.0), SETTINGS, Guard())
    assert stubs.count("elevenlabs") == 0
    await engine.close()
