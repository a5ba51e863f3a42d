"""The provider stub does what it is told: what later tests prove rests on it."""

import json
import time
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
BEARER = {"Authorization": "Bearer any"}
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


def ask(client: httpx.Client, stubs: StubProviders, route: str = "responses") -> httpx.Response:
    return client.post(f"{stubs.openai_url}/{route}", json={"model": "m"}, headers=BEARER)


def said(answer: httpx.Response) -> dict[str, Any]:
    """Return the one part of an answer of the Responses route."""
    return dict(answer.json()["output"][0]["content"][0])


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
    stubs.keys(openai="right")
    stubs.script("openai", {"text": "kept"})
    refused = ask(client, stubs)
    stubs.keys(openai=None)

    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "invalid_api_key"
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
    stubs.script("openai", {"hang_seconds": 600})
    client.timeout = httpx.Timeout(0.2)

    with pytest.raises(httpx.ReadTimeout):
        ask(client, stubs)
    assert stubs.count("openai") == 1


def test_a_dripping_answer_starts_at_once_and_takes_its_time(
    client: httpx.Client, stubs: StubProviders
) -> None:
    stubs.script("openai", {"drip": True, "seconds": 0.3, "status": 500, "body": ["drop"] * 5})
    started = time.monotonic()
    with client.stream("POST", f"{stubs.openai_url}/responses", headers=BEARER) as answer:
        headers_after = time.monotonic() - started
        body = answer.read()

    assert headers_after < 0.2
    assert time.monotonic() - started >= 0.3
    assert body == b'["drop", "drop", "drop", "drop", "drop"]'


def test_answers_can_be_late_huge_or_nonsense(client: httpx.Client, stubs: StubProviders) -> None:
    stubs.script("openai", {"delay_seconds": 0.2}, {"huge_bytes": 3 * MEBIBYTE}, {"garbage": True})
    late, huge, garbage = (ask(client, stubs) for _ in range(3))

    assert late.elapsed.total_seconds() >= 0.2
    assert len(huge.content) == 3 * MEBIBYTE
    assert "Content-Length" not in huge.headers
    assert said(huge)["text"] == "stub answer"
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
    text: Any = {"format": {"type": "json_schema", **form}}
    response_format: Any = {"type": "json_schema", "json_schema": form}
    async with AsyncOpenAI(base_url=stubs.openai_url, api_key="any", max_retries=0) as sdk:
        response = await sdk.responses.create(model="m", input="?", text=text)
        completion = await sdk.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "?"}],
            response_format=response_format,
        )
        listed = [model async for model in sdk.models.list()]

    Response.model_validate(response.model_dump(), strict=True)
    ChatCompletion.model_validate(completion.model_dump(), strict=True)
    for answer in (response.output_text, completion.choices[0].message.content or ""):
        jsonschema.validate(json.loads(answer), SCHEMA, jsonschema.Draft202012Validator)
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
