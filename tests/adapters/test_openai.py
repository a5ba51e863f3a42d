"""OpenAI's two routes, driven against a stub in another process."""

import json
import tracemalloc
from typing import Any

import pytest

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    OutcomeUnknownError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.prompt import ModelRequest
from tests.adapters.conftest import Guard
from tests.servers import free_port
from tests.stubs.running import StubProviders


async def test_an_answer_fits_the_schema_and_is_counted(
    model: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    body = await model.request(request_, guard)
    answer = model.read(body, request_)
    assert set(json.loads(answer.text)) == {"summary", "resolved"}
    usage = model.usage(body)
    assert (usage.requests, usage.input_tokens, usage.cached_tokens) == (1, 1200, 1024)
    assert (usage.output_tokens, usage.reasoning_tokens) == (64, 16)
    assert (stubs.count("openai"), guard.calls) == (1, 1)


@pytest.mark.parametrize(
    ("status", "error"), [(500, ProviderUnavailableError), (429, RateLimitedError)]
)
async def test_a_refusal_without_an_end_takes_no_memory_and_its_status_decides(
    openai_itself: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    status: int,
    error: type[CallInsightError],
) -> None:
    stubs.script("openai", {"status": status, "huge_bytes": 30_000_000})
    tracemalloc.start()
    with pytest.raises(error):
        await openai_itself.request(request_, guard)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 5_000_000


async def test_the_responses_route_sends_what_openai_documents(
    openai_itself: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    await openai_itself.request(request_.model_copy(update={"max_output_tokens": 4000}), guard)
    (sent,) = stubs.requests("openai")
    body = dict(sent["body"])
    schema = {"name": "analysis", "strict": True, "schema": request_.output_schema}
    key = body.pop("prompt_cache_key")
    assert (len(key), request_.system in key) == (32, False)
    shared = {"model": "gpt-6-luna", "store": False, "temperature": 0.2}
    assert body == shared | (
        {
            "instructions": request_.system,
            "input": request_.input,
            "text": {"format": {"type": "json_schema", **schema}},
            "reasoning": {"effort": "none"},
            "max_output_tokens": 4000,
        }
        if sent["route"] == "responses"
        else {
            "messages": [
                {"role": "system", "content": request_.system},
                {"role": "user", "content": request_.input},
            ],
            "response_format": {"type": "json_schema", "json_schema": schema},
            "reasoning_effort": "none",
            "max_completion_tokens": 4000,
        }
    )


async def test_questions_with_the_same_beginning_share_a_cache(
    openai_itself: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    for other in ({}, {"input": "another call"}, {"system": "another profile"}):
        await openai_itself.request(request_.model_copy(update=other), guard)
    first, same, different = (sent["body"]["prompt_cache_key"] for sent in stubs.requests("openai"))
    assert first == same != different


@pytest.mark.parametrize(
    ("route", "names"),
    [
        ("auto", {"messages", "response_format", "max_tokens"}),
        ("responses", {"instructions", "input", "text", "max_output_tokens"}),
    ],
)
async def test_other_servers_get_only_the_common_denominator(
    stubs: StubProviders, request_: ModelRequest, guard: Guard, route: Any, names: set[str]
) -> None:
    model = OpenAILanguageModel(GivenSecret("k"), base_url=stubs.openai_url, route=route)
    assert model.engine.startswith("openai-compatible:127.0.0.1")
    wishes = {"max_output_tokens": 300, "reasoning_effort": "low"}
    question = request_.model_copy(update=wishes)
    body = await model.request(question, guard)
    await model.close()
    (sent,) = stubs.requests("openai")
    assert set(sent["body"]) == {"model", "temperature"} | names
    assert model.read(body, question).dropped_settings == ("reasoning_effort",)


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


async def test_a_provider_that_cannot_be_reached_was_sent_nothing(
    request_: ModelRequest, guard: Guard
) -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    nobody = OpenAILanguageModel(GivenSecret("k"), base_url=url, route="responses")
    with pytest.raises(ProviderUnavailableError):
        await nobody.request(request_, guard)
    await nobody.close()


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
