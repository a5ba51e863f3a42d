"""OpenAI's refusals: the table of statuses and codes, and what each one decides."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_errors import MEANINGS, refusal
from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ContextTooLongError,
    ModelRefusedError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.prompt import ModelRequest
from callinsight.shipped import SHIPPED
from tasks.retry import LONGEST_WAIT_SECONDS
from tests.adapters.conftest import Guard
from tests.stubs.running import StubProviders

Decision = Literal["retry", "park", "fail"]
OPENAI = {"type": "invalid_request_error", "param": None, "message": "canary"}
TOO_LONG = "This model's maximum context length is 4096 tokens. However, you requested 5000 canary"
KEEP = "Trying to keep the first 4128 tokens when context the overflows: canary"

TABLE: list[tuple[int, Any, dict[str, str], type[CallInsightError], Decision]] = [
    # status, error, headers, our error, decision
    (429, {"code": "rate_limit_exceeded"}, {}, RateLimitedError, "retry"),
    (429, {"code": "rate_limit_exceeded"}, {"Retry-After": "7"}, RateLimitedError, "retry"),
    (429, {"code": "rate_limit_exceeded"}, {"Retry-After": "300"}, RateLimitedError, "park"),
    (
        429,
        {"code": "rate_limit_exceeded"},
        {"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s"},
        RateLimitedError,
        "park",
    ),
    (429, {"code": "resource_unavailable"}, {}, RateLimitedError, "retry"),
    (429, {"code": "insufficient_quota"}, {}, ProviderQuotaError, "fail"),
    (429, {"type": "insufficient_quota", "code": None}, {}, ProviderQuotaError, "fail"),
    (400, {"code": "billing_hard_limit_reached"}, {}, ProviderQuotaError, "fail"),
    (429, {"code": "billing_not_active"}, {}, ProviderQuotaError, "fail"),
    (401, {"code": "invalid_api_key"}, {}, ProviderKeyError, "fail"),
    (401, {"code": None}, {}, ProviderKeyError, "fail"),
    (403, {"code": "account_deactivated"}, {}, ProviderKeyError, "fail"),
    (403, {"code": "unsupported_country_region_territory"}, {}, ProviderRefusedError, "fail"),
    (404, {"code": "model_not_found"}, {}, ProviderRefusedError, "fail"),
    (400, {"code": "context_length_exceeded"}, {}, ContextTooLongError, "fail"),
    (400, {"code": "string_above_max_length"}, {}, ContextTooLongError, "fail"),
    (400, {"code": 400, "type": "BadRequestError", "message": TOO_LONG}, {}, ContextTooLongError, "fail"),
    (400, {"code": 400, "type": "exceed_context_size_error"}, {}, ContextTooLongError, "fail"),
    (500, {"code": 500, "type": "exceed_context_size_error"}, {}, ContextTooLongError, "fail"),
    (400, KEEP, {}, ContextTooLongError, "fail"),
    (400, {"code": "unsupported_parameter", "param": "store"}, {}, ProviderRefusedError, "fail"),
    (400, {"code": "unsupported_value", "param": "text"}, {}, ProviderRefusedError, "fail"),
    (400, {"code": "invalid_prompt"}, {}, ProviderRefusedError, "fail"),
    (400, {"code": "content_policy_violation"}, {}, ModelRefusedError, "fail"),
    (422, {"code": None}, {}, ProviderRefusedError, "fail"),
    (500, {"code": None, "type": "server_error"}, {}, ProviderUnavailableError, "retry"),
    (500, "<html>canary</html>", {}, ProviderUnavailableError, "retry"),
    (502, None, {}, ProviderUnavailableError, "retry"),
    (503, {"code": "slow_down"}, {}, RateLimitedError, "retry"),
    (503, {"code": "server_error"}, {"Retry-After": "3600"}, ProviderUnavailableError, "park"),
    (504, {"code": "server_error"}, {}, AmbiguousOutcomeError, "retry"),
    (408, {"code": "rate_limit_exceeded"}, {}, AmbiguousOutcomeError, "retry"),
]  # fmt: skip


def decided(error: CallInsightError) -> Decision:
    """What the task does with an error at its first try."""
    if not isinstance(error, RetryableError):
        return "fail"
    return "park" if (error.retry_after_seconds or 0) > LONGEST_WAIT_SECONDS else "retry"


@pytest.mark.parametrize(("status", "told", "headers", "kind", "decision"), TABLE)
def test_each_refusal_is_told_by_its_code_and_decides_what_comes_next(
    status: int,
    told: Any,
    headers: dict[str, str],
    kind: type[CallInsightError],
    decision: Decision,
) -> None:
    error = refusal("OpenAI", status, OPENAI | told if isinstance(told, dict) else told, headers)
    assert (type(error), decided(error)) == (kind, decision)
    assert str(error).startswith(f"OpenAI answered {status}")
    assert "canary" not in str(error)


def documented_rows() -> Iterator[str]:
    """The table as docs/providers.md shows it: without what waits and messages add."""
    for status, told, headers, kind, decision in TABLE:
        if headers or told in (KEEP, TOO_LONG):
            continue
        names = [told.get("code"), told.get("type")] if isinstance(told, dict) else []
        code = next((name for name in names if isinstance(name, str)), None)
        if code == "BadRequestError":
            continue
        does: str = decision
        if kind is AmbiguousOutcomeError:
            code, does = None, "once more"
        yield f"| {status} | {f'`{code}`' if code else 'any other'} | `{kind.code}` | {does} |"


def test_the_documented_table_is_this_one() -> None:
    page = (SHIPPED.parent / "docs" / "providers.md").read_text()
    section = page.split("\n## OpenAI")[1].split("\n## ")[0]
    assert [row for row in documented_rows() if row not in section] == []


def test_every_code_of_the_table_is_tried() -> None:
    tried = {name for _, told, *_ in TABLE if isinstance(told, dict) for name in told.values()}
    only_in_failed_responses = {"bio_policy", "misalignment_policy_violation"}
    assert set(MEANINGS) - only_in_failed_responses <= tried


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 429, "body": {"error": {"code": "insufficient_quota"}}}, ProviderQuotaError),
        ({"status": 401, "body": {"error": {"code": "invalid_api_key"}}}, ProviderKeyError),
        ({"status": 400, "body": {"error": KEEP}}, ContextTooLongError),
        ({"status": 400, "body": {"object": "error", "message": TOO_LONG}}, ContextTooLongError),
        ({"status": 500, "body": "<html>"}, ProviderUnavailableError),
        ({"status": 504, "body": "<html>"}, AmbiguousOutcomeError),
        ({"status": 200, "body": {"error": {"code": "rate_limit_exceeded"}}}, RateLimitedError),
        ({"cut": True}, AmbiguousOutcomeError),
        ({"cut_body": True}, AmbiguousOutcomeError),
    ],
)
async def test_a_refusal_is_never_repeated_by_the_sdk(
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
    assert (
        caught.value.__suppress_context__ or caught.value.__context__ is None or "cut" in str(step)
    )


async def test_a_call_that_is_too_long_drops_no_setting(
    model: OpenAILanguageModel, stubs: StubProviders, request_: ModelRequest, guard: Guard
) -> None:
    told = {"code": 400, "message": TOO_LONG, "param": "max_tokens"}
    stubs.script("openai", {"status": 400, "body": {"error": told}})
    with pytest.raises(ContextTooLongError):
        await model.request(request_.model_copy(update={"max_output_tokens": 4000}), guard)
    assert stubs.count("openai") == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TOLD = JSON | st.fixed_dictionaries(
    {},
    optional={"code": JSON | st.sampled_from(sorted(MEANINGS)), "type": JSON, "param": JSON, "message": JSON},
)  # fmt: skip


@given(st.integers(300, 599), TOLD, st.dictionaries(st.sampled_from(
    ["Retry-After", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"]), st.text()))  # fmt: skip
def test_whatever_an_error_answer_says_it_becomes_one_of_ours(
    status: int, told: Any, headers: dict[str, str]
) -> None:
    error = refusal("OpenAI", status, told, headers)
    assert isinstance(error, CallInsightError)
    assert str(error).isascii()
    assert len(str(error)) < 300
