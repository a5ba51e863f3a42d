"""OpenAI's two routes, driven against a stub in another process."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_models import sampling
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors import (
    AmbiguousOutcomeError,
    BadOutputError,
    CallInsightError,
    ModelRefusedError,
    OutcomeUnknownError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.prompt import ModelRequest, requests_of
from callinsight.domain.transcript import Transcript
from tests.adapters.conftest import Guard
from tests.builders import a_profile
from tests.servers import free_port
from tests.stubs.running import StubProviders

TRANSCRIPT = Transcript(
    engine="e", model="m", quality="final", duration_seconds=1.0, channels=1, turns=()
)


@pytest.fixture
def request_() -> ModelRequest:
    profile = a_profile(openai_model="gpt-6-luna", temperature=0.2, system_prompt="Be brief.")
    return requests_of(profile, TRANSCRIPT)[0]


@pytest.fixture(params=["responses", "chat"])
async def model(
    request: pytest.FixtureRequest, stubs: StubProviders
) -> AsyncGenerator[OpenAILanguageModel]:
    engine = OpenAILanguageModel(
        GivenSecret("sk-test"), base_url=stubs.openai_url, route=request.param
    )
    yield engine
    await engine.close()


@pytest.fixture
async def responses(stubs: StubProviders) -> AsyncGenerator[OpenAILanguageModel]:
    engine = OpenAILanguageModel(
        GivenSecret("sk-test"), base_url=stubs.openai_url, route="responses"
    )
    yield engine
    await engine.close()


async def test_an_answer_fits_the_schema_and_is_counted(
    model: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    body = await model.request(request_, guard)
    answer = model.read(body, request_)
    assert set(json.loads(answer.text)) == {"summary", "resolved"}
    usage = model.usage(body)
    assert usage.requests == 1
    assert usage.input_tokens > 0
    assert (stubs.count("openai"), guard.calls) == (1, 1)


async def test_the_responses_route_sends_what_openai_documents(
    responses: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    await responses.request(request_, guard)
    (sent,) = stubs.requests("openai")
    body = sent["body"]
    assert (body["model"], body["store"], body["temperature"]) == ("gpt-6-luna", False, 0.2)
    assert body["reasoning"] == {"effort": "none"}
    assert body["instructions"] == request_.system
    assert body["input"] == request_.input
    assert body["text"]["format"] == {
        "type": "json_schema",
        "name": "analysis",
        "strict": True,
        "schema": request_.output_schema,
    }


async def test_other_servers_get_only_the_common_denominator(
    stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    model = OpenAILanguageModel(GivenSecret("k"), base_url=stubs.openai_url, route="auto")
    assert model.engine == "openai-compatible:127.0.0.1"
    await model.request(request_, guard)
    await model.close()
    (sent,) = stubs.requests("openai")
    assert set(sent["body"]) == {"model", "messages", "response_format", "temperature"}
    assert [message["role"] for message in sent["body"]["messages"]] == ["system", "user"]


def test_openai_itself_is_asked_over_the_responses_route() -> None:
    model = OpenAILanguageModel(
        GivenSecret("k"), base_url="https://api.openai.com/v1", route="auto"
    )
    assert (model.engine, model._route) == ("openai", "responses")


def test_a_stored_answer_of_one_route_is_never_taken_for_the_others() -> None:
    engines = {
        OpenAILanguageModel(GivenSecret("k"), base_url=url, route=route).engine
        for url in ("https://api.openai.com/v1", "http://127.0.0.1:1/v1")
        for route in ("auto", "responses", "chat")
    }
    assert engines == {
        "openai",
        "openai:chat",
        "openai-compatible:127.0.0.1",
        "openai-compatible:127.0.0.1:responses",
    }


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 429, "body": {"error": {"code": "rate_limit_exceeded"}}}, RateLimitedError),
        ({"status": 429, "body": {"error": {"code": "insufficient_quota"}}}, ProviderQuotaError),
        ({"status": 401, "body": {"error": {"code": "invalid_api_key"}}}, ProviderKeyError),
        ({"status": 400, "body": {"error": {"code": "context_length"}}}, ProviderRefusedError),
        ({"status": 404, "body": {"error": {"code": "model_not_found"}}}, ProviderRefusedError),
        ({"status": 500, "body": "<html>"}, ProviderUnavailableError),
        ({"status": 504, "body": "<html>"}, AmbiguousOutcomeError),
        ({"cut": True}, AmbiguousOutcomeError),
        ({"cut_body": True}, AmbiguousOutcomeError),
    ],
)
async def test_each_refusal_is_told_by_what_it_means_and_never_repeated_by_the_sdk(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    step: dict[str, Any],
    error: type[CallInsightError],
) -> None:
    stubs.script("openai", step)
    with pytest.raises(error) as caught:
        await model.request(request_, guard)
    assert type(caught.value) is error
    assert stubs.count("openai") == 1


async def test_a_provider_that_cannot_be_reached_was_sent_nothing(
    request_: ModelRequest, guard: Guard
) -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    nobody = OpenAILanguageModel(GivenSecret("k"), base_url=url, route="responses")
    with pytest.raises(ProviderUnavailableError):
        await nobody.request(request_, guard)
    await nobody.close()


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"refusal": True}, ModelRefusedError),
        ({"incomplete": "content_filter"}, ModelRefusedError),
        ({"incomplete": "max_output_tokens"}, BadOutputError),
        ({"garbage": True}, BadOutputError),
    ],
)
async def test_an_answer_without_a_result_says_why_when_it_is_read(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    step: dict[str, Any],
    error: type[CallInsightError],
) -> None:
    stubs.script("openai", step)
    body = await model.request(request_, guard)
    with pytest.raises(error):
        model.read(body, request_)


async def test_json_in_a_code_fence_is_unwrapped(
    model: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    stubs.script("openai", {"text": '```json\n{"summary": "ok", "resolved": null}\n```'})
    body = await model.request(request_, guard)
    assert json.loads(model.read(body, request_).text) == {"summary": "ok", "resolved": None}


@pytest.mark.parametrize(
    ("reported", "error"),
    [
        ({"code": "server_error"}, ProviderUnavailableError),
        ({"code": "rate_limit_exceeded"}, ProviderUnavailableError),
        (None, ProviderUnavailableError),
        ({"code": "invalid_prompt"}, ProviderRefusedError),
    ],
)
async def test_a_failed_response_is_not_kept_and_only_tried_again_if_it_may_pass(
    responses: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    reported: Any,
    error: type[CallInsightError],
) -> None:
    stubs.script("openai", {"status": 200, "body": {"status": "failed", "error": reported}})
    with pytest.raises(error) as caught:
        await responses.request(request_, guard)
    assert type(caught.value) is error


@pytest.mark.parametrize("param", ["temperature", "reasoning.effort"])
async def test_a_temperature_that_a_new_model_refuses_is_dropped_once_and_named(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    param: str,
) -> None:
    refusal = {"error": {"code": "unsupported_value", "param": param}}
    stubs.script("openai", {"status": 400, "body": refusal})
    body = await model.request(request_, guard)
    first, second = (sent["body"] for sent in stubs.requests("openai"))
    assert first["temperature"] == 0.2
    assert "temperature" not in second
    assert guard.calls == 2
    assert model.read(body, request_).dropped_settings == ("temperature",)

    stubs.script("openai", *[{"status": 400, "body": refusal}] * 2)
    with pytest.raises(ProviderRefusedError, match=f"unsupported_value, {param}"):
        await model.request(request_, guard)
    assert stubs.count("openai") == 4


async def test_a_schema_that_cannot_be_enforced_is_only_checked_by_us_and_that_is_said(
    model: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    loose = {"type": "object", "properties": {"summary": {"type": "string"}}}
    question = request_.model_copy(update={"output_schema": loose})
    body = await model.request(question, guard)
    (sent,) = stubs.requests("openai")
    form = (sent["body"].get("text") or {}).get("format")
    form = form or sent["body"]["response_format"]["json_schema"]
    assert (form["strict"], form["schema"]) == (False, loose)
    assert model.read(body, question).dropped_settings == ("strict",)
    assert model.read(body, request_).dropped_settings == ()


async def test_an_answer_without_an_end_is_capped(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callinsight.adapters.openai.ANSWER_LIMIT_BYTES", 100_000)
    stubs.script("openai", {"huge_bytes": 5_000_000})
    with pytest.raises(OutcomeUnknownError):
        await model.request(request_, guard)


@pytest.mark.parametrize(
    "body",
    [
        {"output": ["x"]},
        {"output": [{"type": "message", "content": ["x"]}]},
        {"output": [{"type": "message", "content": 1}], "incomplete_details": "x"},
        {"choices": ["x"]},
        {"choices": [{"message": "x"}]},
        {"usage": [1]},
        {"usage": {"input_tokens": "many", "input_tokens_details": 1}},
    ],
)
async def test_an_answer_of_an_odd_form_is_read_as_none(
    model: OpenAILanguageModel, request_: ModelRequest, body: Any
) -> None:
    stored = json.dumps(body).encode()
    assert model.usage(stored).output_tokens == 0
    try:
        text = model.read(stored, request_).text
    except BadOutputError:
        return
    assert text == ""


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"choices": []}'])
async def test_a_stored_answer_that_holds_none_never_becomes_a_result(
    model: OpenAILanguageModel, request_: ModelRequest, body: bytes
) -> None:
    assert model.usage(body).input_tokens == 0
    try:
        text = model.read(body, request_).text
    except BadOutputError:
        return
    assert text == ""  # which is no JSON, so the step refuses it


@pytest.mark.parametrize(
    ("name", "parameters", "dropped"),
    [
        ("gpt-4o", {"temperature": 0.2}, ()),
        ("gpt-6-luna", {"temperature": 0.2, "reasoning": {"effort": "none"}}, ()),
        ("gpt-5.4-mini", {"temperature": 0.2, "reasoning": {"effort": "none"}}, ()),
        ("gpt-5", {}, ("temperature",)),
        ("gpt-5-mini-2025-08-07", {}, ("temperature",)),
        ("gpt-5-pro", {}, ("temperature",)),
        ("gpt-5.6-luna", {"temperature": 0.2, "reasoning": {"effort": "none"}}, ()),
        ("omni-1", {"temperature": 0.2, "reasoning": {"effort": "none"}}, ()),
        ("gpt-6-astra", {}, ("temperature",)),
        ("o3", {}, ("temperature",)),
    ],
)
def test_a_setting_a_model_family_refuses_is_dropped_and_named(
    name: str, parameters: dict[str, Any], dropped: tuple[str, ...]
) -> None:
    assert sampling(name, 0.2) == (parameters, dropped)
    assert sampling(name, None) == ({}, ())
