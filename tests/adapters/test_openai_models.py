"""Settings by model family: what a model does not take is left out, and said so."""

from typing import Any

import pytest

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_models import Sampling, refused_setting, sampling
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.prompt import ModelRequest
from tests.adapters.conftest import Guard
from tests.stubs.running import StubProviders

ALWAYS_REASONING = [
    "gpt-5",
    "gpt-5-mini-2025-08-07",
    "gpt-5-pro",
    "gpt-6-astra",
    "gpt-6.1-sol",
    "o3",
]
SWITCHABLE = ["gpt-5.1", "gpt-5.4-mini", "gpt-5.6-luna", "gpt-6-luna", "gpt-6.1-terra", "omni-1"]
NEVER_REASONING = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-3.5-turbo", "chatgpt-4o-latest"]


@pytest.mark.parametrize("name", ALWAYS_REASONING)
def test_a_model_that_always_reasons_takes_no_temperature_and_no_effort_none(name: str) -> None:
    assert sampling(name, 0.2, None) == Sampling(dropped=("temperature",))
    assert sampling(name, None, "low") == Sampling(effort="low")
    assert sampling(name, 0.2, "low") == Sampling(effort="low", dropped=("temperature",))
    assert sampling(name, None, "none") == Sampling(dropped=("reasoning_effort",))


@pytest.mark.parametrize("name", SWITCHABLE)
def test_a_model_that_may_reason_takes_a_temperature_only_without_reasoning(name: str) -> None:
    assert sampling(name, 0.0, None) == Sampling(0.0, "none")
    assert sampling(name, 0.2, "none") == Sampling(0.2, "none")
    assert sampling(name, 0.2, "high") == Sampling(None, "high", ("temperature",))
    assert sampling(name, None, "medium") == Sampling(effort="medium")


@pytest.mark.parametrize("name", NEVER_REASONING)
def test_a_model_that_never_reasons_takes_any_temperature_and_no_effort(name: str) -> None:
    assert sampling(name, 0.2, None) == Sampling(0.2)
    assert sampling(name, 0.2, "none") == Sampling(0.2)
    assert sampling(name, 0.2, "low") == Sampling(0.2, None, ("reasoning_effort",))


@pytest.mark.parametrize("name", ALWAYS_REASONING + SWITCHABLE + NEVER_REASONING)
def test_without_a_wish_nothing_is_sent_or_dropped(name: str) -> None:
    assert sampling(name, None, None) == Sampling()


def test_a_parameter_is_traced_to_the_setting_that_the_request_has(request_: ModelRequest) -> None:
    bare = request_.model_copy(update={"temperature": None})
    thinking = bare.model_copy(update={"reasoning_effort": "max", "max_output_tokens": 500})
    assert refused_setting(request_, "reasoning.effort") == "temperature"
    assert refused_setting(bare, "temperature") is None
    assert refused_setting(thinking, "reasoning_effort") == "reasoning_effort"
    assert refused_setting(thinking, "max_completion_tokens") == "max_output_tokens"
    assert refused_setting(thinking, "messages") is None


@pytest.mark.parametrize("param", ["temperature", "reasoning.effort"])
async def test_a_temperature_that_a_new_model_refuses_is_dropped_once_and_named(
    openai_itself: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    param: str,
) -> None:
    refusal = {"error": {"code": "unsupported_value", "param": param}}
    stubs.script("openai", {"status": 400, "body": refusal})
    body = await openai_itself.request(request_, guard)
    first, second = (sent["body"] for sent in stubs.requests("openai"))
    assert first["temperature"] == 0.2
    assert not {"temperature", "reasoning", "reasoning_effort"} & set(second)
    assert guard.calls == 2
    assert openai_itself.read(body, request_).dropped_settings == ("temperature",)

    stubs.script("openai", *[{"status": 400, "body": refusal}] * 2)
    with pytest.raises(ProviderRefusedError, match=f"unsupported_value, {param}"):
        await openai_itself.request(request_, guard)
    assert stubs.count("openai") == 4


async def test_each_setting_is_dropped_at_most_once_however_often_the_model_refuses(
    openai_itself: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    wishes: dict[str, Any] = {"reasoning_effort": "none", "max_output_tokens": 500}
    question = request_.model_copy(update=wishes)
    names = ("reasoning.effort", "max_output_tokens", "temperature")
    refusals = [{"status": 400, "body": {"error": {"param": name}}} for name in names]
    stubs.script("openai", *refusals)
    body = await openai_itself.request(question, guard)
    assert openai_itself.read(body, question).dropped_settings == (
        "max_output_tokens", "reasoning_effort", "temperature",
    )  # fmt: skip
    assert (stubs.count("openai"), guard.calls) == (4, 4)
    last = stubs.requests("openai")[-1]["body"]
    assert not {"temperature", "reasoning", "max_output_tokens", "max_completion_tokens"} & set(
        last
    )


async def test_a_refusal_that_names_no_setting_of_ours_is_final(
    openai_itself: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    refusal = {"error": {"code": "unsupported_parameter", "param": "store"}}
    stubs.script("openai", {"status": 400, "body": refusal})
    with pytest.raises(ProviderRefusedError, match="unsupported_parameter, store"):
        await openai_itself.request(request_, guard)
    assert stubs.count("openai") == 1


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
