"""OpenAI's answers: the text, or why there is none; the tokens in any case."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_answers import (
    chat_answer,
    dropped_in,
    model_in,
    responses_answer,
    unfenced,
    usable,
    with_dropped,
)
from callinsight.adapters.openai_usage import usage_in
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadOutputError,
    ContextTooLongError,
    ModelRefusedError,
    OutputCutError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.prompt import ModelRequest
from tests.adapters.conftest import Guard
from tests.stubs.running import StubProviders

FIELDS = '{"summary": "ok", "resolved": null}'


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"refusal": True}, ModelRefusedError),
        ({"incomplete": "content_filter"}, ModelRefusedError),
        ({"incomplete": "max_output_tokens"}, OutputCutError),
        ({"incomplete": "max_output_tokens", "text": ""}, OutputCutError),  # all spent on thoughts
        ({"garbage": True}, BadOutputError),
        ({"body": "<html>busy</html>"}, BadOutputError),
        ({"body": ""}, BadOutputError),
        ({"body": [], "headers": {"Content-Type": "text/html"}}, BadOutputError),
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
    with pytest.raises(error) as caught:
        model.read(body, request_)
    assert type(caught.value) is error
    is_answer = "incomplete" in step or "refusal" in step
    assert model.usage(body).output_tokens == (64 if is_answer else 0)


@pytest.mark.parametrize(
    "text",
    [
        FIELDS,
        f"\n {FIELDS}\n",
        f"```json\n{FIELDS}\n```",
        f"```\n{FIELDS}```\n",
        f"Here you are:\n```JSON\n{FIELDS}\n```\nAnything else?",
        f"<think>They said ```json\n or {{so}}.</think>\n{FIELDS}",
        f"<think></think>```json\n{FIELDS}\n```",
    ],
)
async def test_json_is_found_in_what_local_models_put_around_it(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    text: str,
) -> None:
    stubs.script("openai", {"text": text})
    body = await model.request(request_, guard)
    assert model.read(body, request_).text == FIELDS


def test_a_fence_inside_the_json_is_part_of_it() -> None:
    fields = '{"summary": "they typed ```\\n and ```"}'
    assert unfenced(fields) == fields


def test_the_parts_of_a_chat_message_are_one_text() -> None:
    content = [{"type": "text", "text": '{"a":'}, {"type": "text", "text": " 1}"}, "x"]
    body = {"choices": [{"message": {"content": content}}], "model": "m"}
    assert chat_answer(json.dumps(body).encode()) == '{"a": 1}'


@pytest.mark.parametrize(
    ("reported", "error"),
    [
        ({"code": "server_error"}, ProviderUnavailableError),
        ({"code": "rate_limit_exceeded"}, RateLimitedError),
        (None, ProviderUnavailableError),
        ({"code": "the call said canary"}, ProviderUnavailableError),
    ],
)
async def test_a_failure_that_may_pass_is_no_answer(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    reported: Any,
    error: type[CallInsightError],
) -> None:
    stubs.script("openai", {"status": 200, "body": {"status": "failed", "error": reported}})
    with pytest.raises(
        error, match=r"^OpenAI reports that its model failed( \(\w+\).*)?\.$"
    ) as caught:
        await model.request(request_, guard)
    assert type(caught.value) is error


@pytest.mark.parametrize("tokens", ["input_tokens", "output_tokens"])
async def test_a_failure_that_counts_tokens_is_not_free_to_repeat(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    tokens: str,
) -> None:
    reported = {"status": "failed", "error": {"code": "server_error"}, "usage": {tokens: 9000}}
    stubs.script("openai", {"status": 200, "body": reported})
    with pytest.raises(AmbiguousOutcomeError):
        await model.request(request_, guard)


@pytest.mark.parametrize(
    ("reported", "error"),
    [
        ({"code": "invalid_prompt"}, ProviderRefusedError),
        ({"code": "data_residency_mismatch"}, ProviderRefusedError),
        ({"code": "bio_policy"}, ModelRefusedError),
        ({"code": 400, "type": "exceed_context_size_error"}, ContextTooLongError),
    ],
)
async def test_a_failure_for_good_is_kept_with_the_tokens_it_cost(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    reported: Any,
    error: type[CallInsightError],
) -> None:
    failed = {"status": "failed", "error": reported, "usage": {"input_tokens": 7}}
    stubs.script("openai", {"status": 200, "body": failed})
    body = await model.request(request_, guard)
    assert model.usage(body).input_tokens == 7
    with pytest.raises(error) as caught:
        model.read(body, request_)
    assert type(caught.value) is error


@pytest.mark.parametrize("status", ["cancelled", "in_progress", "incomplete", 7])
def test_a_response_that_is_not_complete_is_no_answer(status: Any) -> None:
    output = [{"type": "message", "content": [{"type": "output_text", "text": FIELDS}]}]
    body = {"status": status, "output": output}
    with pytest.raises(BadOutputError):
        responses_answer(json.dumps(body).encode())


def test_a_models_name_that_is_none_is_not_kept() -> None:
    for name in ("\ud800", "x" * 10_000, "a model\n", 5, None, ["gpt"]):
        body = json.dumps({"choices": [{"message": {"content": "{}"}}], "model": name}).encode()
        assert model_in(body) in {"", "5"}


def test_what_was_left_out_of_a_request_is_noted_in_its_answer() -> None:
    body = with_dropped(b'{"choices": []}', ("temperature",))
    assert dropped_in(body) == ("temperature",)
    assert json.loads(body)["choices"] == []
    assert with_dropped(b"<html>", ("temperature",)) == b"<html>"
    for foreign in ({}, {"dropped_settings": 1}, {"dropped_settings": ["a b", {}]}, "x"):
        assert dropped_in(json.dumps({"callinsight": foreign}).encode()) == ()


@pytest.mark.parametrize(
    ("counted", "total"),
    [
        ({"input_tokens": 10, "output_tokens": 5}, (10, 0, 0, 5, 0)),
        ({"prompt_tokens": 10, "completion_tokens": 5}, (10, 0, 0, 5, 0)),
        (
            {
                "input_tokens": 10,
                "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 3},
                "output_tokens": 5,
                "output_tokens_details": {"reasoning_tokens": 2},
            },
            (10, 4, 3, 5, 2),
        ),
        ({"prompt_tokens": 3, "prompt_tokens_details": {"cached_tokens": 9}}, (3, 3, 0, 0, 0)),
        ({"output_tokens": 1, "output_tokens_details": {"reasoning_tokens": 9}}, (0, 0, 0, 1, 1)),
        ({"input_tokens": -1, "output_tokens": 10**40}, (0, 0, 0, 0, 0)),
        ({"input_tokens": True, "output_tokens": 2.5}, (0, 0, 0, 0, 0)),
        ({"input_tokens": "many", "input_tokens_details": 1}, (0, 0, 0, 0, 0)),
        ([1], (0, 0, 0, 0, 0)),
        (None, (0, 0, 0, 0, 0)),
    ],
)
def test_tokens_are_counted_under_the_names_of_either_route(
    counted: Any, total: tuple[int, ...]
) -> None:
    usage = usage_in(json.dumps({"usage": counted}).encode())
    assert usage.requests == 1
    assert (
        usage.input_tokens, usage.cached_tokens, usage.cache_write_tokens, usage.output_tokens,
        usage.reasoning_tokens,
    ) == total  # fmt: skip


def test_tokens_that_are_no_numbers_count_nothing() -> None:
    usage = usage_in(b'{"usage": {"input_tokens": NaN, "output_tokens": Infinity}}')
    assert (usage.requests, usage.input_tokens, usage.output_tokens) == (1, 0, 0)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("message"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
PART = st.fixed_dictionaries(
    {}, optional={"type": st.sampled_from(["output_text", "refusal"]) | ANYTHING, "text": ANYTHING}
)
ITEM = st.fixed_dictionaries(
    {}, optional={"type": st.just("message") | ANYTHING, "content": st.lists(PART) | ANYTHING}
)
CHOICE = st.fixed_dictionaries(
    {},
    optional={
        "message": st.fixed_dictionaries({}, optional={"content": ANYTHING, "refusal": ANYTHING}) | ANYTHING,
        "finish_reason": st.sampled_from(["stop", "length", "content_filter"]) | ANYTHING,
    },
)  # fmt: skip
DOCUMENT = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["completed", "incomplete", "failed"]) | ANYTHING,
        "error": ANYTHING,
        "incomplete_details": ANYTHING,
        "model": ANYTHING,
        "output": st.lists(ITEM, max_size=2) | ANYTHING,
        "choices": st.lists(CHOICE, max_size=2) | ANYTHING,
        "usage": st.dictionaries(st.text(), ANYTHING, max_size=3) | ANYTHING,
        "callinsight": ANYTHING,
    },
)


@given(st.binary() | (DOCUMENT | ANYTHING).map(lambda held: json.dumps(held).encode()))
@example(b"[" * 100_000)
@example(b'{"usage": {"input_tokens": ' + b"9" * 5000 + b"}}")
@example(b'{"choices": [{"message": {"content": "```' + b"\\n" * 50_000 + b'"}}]}')
def test_whatever_comes_back_it_is_an_answer_or_one_of_our_errors(body: bytes) -> None:
    assert usage_in(body).requests == 1
    for name in dropped_in(body):
        assert name.isascii()
    with suppress(CallInsightError):
        assert usable(body) == body
    for read in (responses_answer, chat_answer):
        with suppress(CallInsightError):
            text = read(body)
            assert text == text.strip()
    assert model_in(body).isascii()
