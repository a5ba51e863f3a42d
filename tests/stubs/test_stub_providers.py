"""The provider stub does what it is told: what later tests prove rests on it."""

import hashlib
import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import psutil
import pytest
from openai import AsyncOpenAI, RateLimitError
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from tests.stubs.running import StubProviders

MEBIBYTE = 1024 * 1024
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "summary": {"type": ["null", "string"]},
        "mood": {"enum": ["calm", "angry"]},
        "resolved": {"type": "boolean"},
        "score": {"type": "integer", "minimum": 3, "maximum": 5},
        "next": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/step"}]},
        "topics": {"type": "array", "items": {"type": "string", "minLength": 20}, "minItems": 2},
    },
    "required": ["summary", "mood", "resolved", "score", "next", "topics"],
    "additionalProperties": False,
    "$defs": {
        "step": {
            "type": "object",
            "properties": {
                "due": {"type": "string", "format": "date"},
                "then": {"anyOf": [{"$ref": "#/$defs/step"}, {"type": "null"}]},
            },
            "required": ["due", "then"],
            "additionalProperties": False,
        }
    },
}


@pytest.fixture(scope="module")
def running() -> Iterator[StubProviders]:
    with StubProviders() as stubs:
        yield stubs


@pytest.fixture
def stubs(running: StubProviders) -> StubProviders:
    running.reset()
    return running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"xi-api-key": "any"}, trust_env=False, timeout=10) as client:
        yield client


def transcribe(client: httpx.Client, stubs: StubProviders, **fields: Any) -> httpx.Response:
    return client.post(
        f"{stubs.elevenlabs_url}/v1/speech-to-text",
        data={"model_id": "scribe_v2", **fields},
        files={"file": ("call.wav", b"RIFF\r\n--no boundary\r\n", "audio/wav")},
    )


def collect(client: httpx.Client, stubs: StubProviders, job_id: str) -> httpx.Response:
    return client.get(f"{stubs.elevenlabs_url}/v1/speech-to-text/transcripts/{job_id}")


def ask(client: httpx.Client, stubs: StubProviders, route: str = "responses") -> httpx.Response:
    headers = {"Authorization": "Bearer any"}
    return client.post(f"{stubs.openai_url}/{route}", json={"model": "m"}, headers=headers)


def said(answer: httpx.Response) -> dict[str, Any]:
    """Return the one part of an answer of the Responses route."""
    return dict(answer.json()["output"][0]["content"][0])


def test_an_upload_is_recorded_with_its_fields_and_its_file(
    client: httpx.Client, stubs: StubProviders
) -> None:
    answer = transcribe(client, stubs, keyterms=["Müller", "invoice"], diarize="true")

    assert answer.json()["words"][0] == {
        **{"text": "Good", "type": "word", "start": 0.2, "end": 0.5, "logprob": -0.04},
        "speaker_id": "speaker_0",
    }
    assert stubs.count("elevenlabs") == 1
    recorded = stubs.requests("elevenlabs")[0]
    assert recorded["multipart"]
    assert recorded["key_ok"]
    assert recorded["fields"] == {
        **{"model_id": "scribe_v2", "diarize": "true", "keyterms": ["Müller", "invoice"]}
    }
    content = b"RIFF\r\n--no boundary\r\n"
    assert recorded["file"] == {
        **{"name": "call.wav", "content_type": "audio/wav", "bytes": len(content)},
        "sha256": hashlib.sha256(content).hexdigest(),
    }


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


def test_steps_are_used_up_one_per_request(client: httpx.Client, stubs: StubProviders) -> None:
    stubs.script(
        "openai",
        {"status": 429, "headers": {"Retry-After": "1"}},
        {"status": 502, "body": "<html>", "headers": {"Content-Type": "text/html"}},
    )
    limited, broken, fine = (ask(client, stubs) for _ in range(3))

    assert (limited.status_code, broken.status_code, fine.status_code) == (429, 502, 200)
    assert limited.headers["Retry-After"] == "1"
    assert limited.json()["error"]["code"] == "rate_limit_exceeded"
    assert (broken.text, broken.headers["Content-Type"]) == ("<html>", "text/html")


def test_a_wrong_key_is_refused_recorded_and_uses_up_no_step(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.keys(elevenlabs="right", openai="right")
    stubs.script("openai", {"text": "kept"})
    refused = [ask(client, stubs), transcribe(client, stubs)]
    stubs.keys(openai=None)

    assert [answer.status_code for answer in refused] == [401, 401]
    assert [answer.json().keys() for answer in refused] == [{"error"}, {"detail"}]
    assert "right" not in str(stubs.requests("elevenlabs"))
    assert said(ask(client, stubs))["text"] == "kept"
    assert [request["key_ok"] for request in stubs.requests("openai")] == [False, True]


@pytest.mark.parametrize("step", [{"cut": True}, {"cut_body": True}, {"hang_seconds": 0.05}])
def test_a_connection_ends_without_a_whole_answer(
    client: httpx.Client, stubs: StubProviders, step: dict[str, Any]
) -> None:
    stubs.script("openai", step)

    with pytest.raises(httpx.RemoteProtocolError):
        ask(client, stubs)
    assert stubs.count("openai") == 1


def test_a_hanging_request_is_counted_while_it_hangs(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.script("elevenlabs", {"hang_seconds": 600})
    client.timeout = httpx.Timeout(0.2)

    with pytest.raises(httpx.ReadTimeout):
        transcribe(client, stubs)
    assert stubs.count("elevenlabs") == 1


def test_a_dripping_answer_starts_at_once_and_takes_its_time(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.script("elevenlabs", {"drip": True, "seconds": 0.3, "status": 500, "body": ["drop"] * 5})
    started = time.monotonic()
    with client.stream("POST", f"{stubs.elevenlabs_url}/v1/speech-to-text") as answer:
        headers_after = time.monotonic() - started
        body = answer.read()

    assert headers_after < 0.2
    assert time.monotonic() - started >= 0.3
    assert body == b'["drop", "drop", "drop", "drop", "drop"]'


def test_answers_can_be_late_huge_or_nonsense(client: httpx.Client, stubs: StubProviders) -> None:
    stubs.script(
        "elevenlabs",
        {"delay_seconds": 0.2},
        {"huge_bytes": 3 * MEBIBYTE},
        {"garbage": True},
        {"wrong_schema": True},
    )
    late, huge, garbage, wrong = (transcribe(client, stubs) for _ in range(4))

    assert late.elapsed.total_seconds() >= 0.2
    assert len(huge.content) == 3 * MEBIBYTE
    assert "Content-Length" not in huge.headers
    assert huge.json()["language_code"] == "en"
    assert wrong.json()["words"] == "none"
    with pytest.raises(ValueError, match="Unterminated"):
        garbage.json()


def test_a_model_can_refuse_be_cut_off_or_answer_what_it_is_told(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.script(
        "openai",
        *({"refusal": True}, {"incomplete": "max_output_tokens"}),
        *({"text": "```json"}, {"wrong_schema": True}),
    )
    refused, cut, told, wrong = (ask(client, stubs) for _ in range(4))
    stubs.script("openai", {"refusal": True}, {"incomplete": "content_filter"})
    chat_refused, chat_filtered = (ask(client, stubs, "chat/completions") for _ in range(2))

    assert said(refused)["type"] == "refusal"
    assert cut.json()["incomplete_details"] == {"reason": "max_output_tokens"}
    assert said(told)["text"] == "```json"
    assert said(wrong)["text"] == '{"unexpected": true}'
    assert chat_refused.json()["choices"][0]["message"]["refusal"]
    assert chat_filtered.json()["choices"][0]["finish_reason"] == "content_filter"


async def test_the_default_answers_are_what_the_real_sdk_reads(stubs: StubProviders) -> None:
    form = {"name": "analysis", "strict": True, "schema": SCHEMA}
    async with AsyncOpenAI(base_url=stubs.openai_url, api_key="any", max_retries=0) as sdk:
        response = await sdk.responses.create(
            model="m",
            input="?",
            text={"format": {"type": "json_schema", **form}},  # type: ignore[typeddict-item]
        )
        completion = await sdk.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "?"}],
            response_format={"type": "json_schema", "json_schema": form},  # type: ignore[typeddict-item]
        )
        listed = [model async for model in sdk.models.list()]

    Response.model_validate(response.model_dump(), strict=True)
    ChatCompletion.model_validate(completion.model_dump(), strict=True)
    for text in (response.output_text, completion.choices[0].message.content or ""):
        jsonschema.validate(json.loads(text), SCHEMA, jsonschema.Draft202012Validator)
    assert response.usage
    assert response.usage.input_tokens_details.cached_tokens > 0
    assert listed[0].shutdown_date is None
    assert [request["route"] for request in stubs.requests("openai")] == ["responses", "chat"]
    assert stubs.requests("openai")[0]["body"]["text"]["format"]["schema"] == SCHEMA


async def test_the_real_sdk_raises_for_a_scripted_error(stubs: StubProviders) -> None:
    stubs.script("openai", {"status": 429, "code": "insufficient_quota"})
    async with AsyncOpenAI(base_url=stubs.openai_url, api_key="any", max_retries=0) as sdk:
        with pytest.raises(RateLimitError) as caught:
            await sdk.responses.create(model="m", input="?")

    assert caught.value.code == "insufficient_quota"
    assert stubs.count("openai") == 1


def test_a_script_that_makes_no_sense_is_refused(stubs: StubProviders) -> None:
    with pytest.raises(ValueError, match="hang_secondes"):
        stubs.script("openai", {"hang_secondes": 1})
    with pytest.raises(ValueError, match="elevenlabs has no refusal"):
        stubs.script("elevenlabs", {"refusal": True})


def test_the_stub_stops_at_once_even_while_an_answer_hangs() -> None:
    with StubProviders() as stubs, httpx.Client(trust_env=False, timeout=0.2) as client:
        stubs.script("openai", {"hang_seconds": 600})
        with pytest.raises(httpx.ReadTimeout):
            ask(client, stubs)
        started = time.monotonic()

    assert time.monotonic() - started < 3
    assert not psutil.pid_exists(stubs.pid)
