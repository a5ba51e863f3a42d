"""The ElevenLabs half of the stub: uploads, jobs and errors."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.stubs.running import StubProviders

MEBIBYTE = 1024 * 1024
RECORDING = b"RIFF\r\n--no boundary\r\n"


def transcribe(client: httpx.Client, stubs: StubProviders, **fields: Any) -> httpx.Response:
    return client.post(
        f"{stubs.elevenlabs_url}/v1/speech-to-text",
        data={"model_id": "scribe_v2", **fields},
        files={"file": ("call.wav", RECORDING, "audio/wav")},
    )


def collect(client: httpx.Client, stubs: StubProviders, job_id: str) -> httpx.Response:
    return client.get(f"{stubs.elevenlabs_url}/v1/speech-to-text/transcripts/{job_id}")


def test_an_upload_is_recorded_with_its_fields_and_its_file(
    client: httpx.Client, stubs: StubProviders
) -> None:
    answer = transcribe(client, stubs, keyterms=["Müller", "invoice"], diarize="true").json()

    assert answer["text"].startswith("Good morning, this is Anna.")
    assert {entry["speaker_id"] for entry in answer["words"]} == {"speaker_0", "speaker_1"}
    assert stubs.count("elevenlabs") == 1
    recorded = stubs.requests("elevenlabs")[0]
    assert recorded["multipart"]
    assert recorded["fields"]["keyterms"] == ["Müller", "invoice"]
    assert recorded["fields"]["model_id"] == "scribe_v2"
    assert recorded["file"]["name"] == "call.wav"
    assert recorded["file"]["content_type"] == "audio/wav"
    assert recorded["file"]["sha256"] == hashlib.sha256(RECORDING).hexdigest()


def test_a_multichannel_upload_gets_a_transcript_per_channel(
    client: httpx.Client, stubs: StubProviders
) -> None:
    answer = transcribe(client, stubs, use_multi_channel="true").json()

    assert [chunk["channel_index"] for chunk in answer["transcripts"]] == [0, 1]
    assert {entry["channel_index"] for entry in answer["transcripts"][1]["words"]} == {1}


def test_a_form_without_audio_or_not_multipart_is_refused_as_the_provider_does(
    client: httpx.Client, stubs: StubProviders
) -> None:
    url = f"{stubs.elevenlabs_url}/v1/speech-to-text"

    assert client.post(url, files={"model_id": (None, "scribe_v2")}).status_code == 400
    assert client.post(url, data={"model_id": "scribe_v2"}).status_code == 422
    assert [request["multipart"] for request in stubs.requests("elevenlabs")] == [True, False]


def test_a_large_upload_is_counted_and_hashed_in_little_memory(
    client: httpx.Client, stubs: StubProviders, tmp_path: Path
) -> None:
    process = psutil.Process(stubs.pid)
    sizes = [process.memory_info().rss]

    class WatchedFile(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            sizes.append(process.memory_info().rss)
            return super().read(size) or b""

    recording = tmp_path / "call.wav"
    recording.write_bytes(os.urandom(MEBIBYTE) * 50)
    with WatchedFile(recording) as file:
        files = {"file": ("call.wav", file, "audio/wav")}
        url = f"{stubs.elevenlabs_url}/v1/speech-to-text"
        client.post(url, data={"model_id": "scribe_v2"}, files=files).raise_for_status()

    received = stubs.requests("elevenlabs")[0]["file"]
    assert received["bytes"] == 50 * MEBIBYTE
    assert received["sha256"] == hashlib.sha256(recording.read_bytes()).hexdigest()
    assert max(sizes) - sizes[0] < 16 * MEBIBYTE


def test_a_job_is_not_found_until_its_delay_has_passed(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.jobs(delay_seconds=3600)
    accepted = transcribe(client, stubs, webhook="true")
    job_id = accepted.json()["transcription_id"]
    early = collect(client, stubs, job_id)
    stubs.jobs(delay_seconds=0)
    late = collect(client, stubs, job_id)

    assert accepted.status_code == 202
    assert (early.status_code, late.status_code) == (404, 200)
    assert early.json()["detail"]["status"] == "not_found_error"
    assert late.json()["transcription_id"] == job_id
    assert (stubs.count("elevenlabs"), stubs.count("elevenlabs_results")) == (1, 2)


def test_jobs_fail_and_get_lost_as_scripted(client: httpx.Client, stubs: StubProviders) -> None:
    job_id = transcribe(client, stubs, webhook="true").json()["transcription_id"]
    stubs.jobs(fail=True)
    failed = collect(client, stubs, job_id)
    stubs.jobs(unknown=True)
    lost = collect(client, stubs, job_id)

    assert failed.json()["detail"]["code"] == "transcription_failed"
    assert lost.status_code == 404


@pytest.mark.parametrize(
    ("shape", "detail_type"), [("new", dict), ("old", dict), ("validation", list), ("string", str)]
)
def test_elevenlabs_errors_come_in_four_shapes(
    client: httpx.Client, stubs: StubProviders, shape: str, detail_type: type
) -> None:
    stubs.script("elevenlabs", {"error_shape": shape, "status": 429, "code": "system_busy"})
    answer = transcribe(client, stubs)

    assert answer.status_code == 429
    assert isinstance(answer.json()["detail"], detail_type)
    assert ("system_busy" in answer.text) == (shape != "string")


def test_a_wrong_key_is_refused_in_the_shape_of_the_provider(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.keys(elevenlabs="right")
    answer = transcribe(client, stubs)

    assert answer.status_code == 401
    assert answer.json()["detail"]["code"] == "invalid_api_key"
    assert "right" not in str(stubs.requests("elevenlabs"))


def test_a_transcript_can_have_a_wrong_shape(client: httpx.Client, stubs: StubProviders) -> None:
    stubs.script("elevenlabs", {"wrong_schema": True})

    assert transcribe(client, stubs).json()["words"] == "none"
