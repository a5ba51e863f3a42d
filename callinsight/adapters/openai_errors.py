"""OpenAI's refusals, sorted by their codes: one 429 is worth a wait, another an alarm."""

import re
from collections.abc import Mapping
from typing import Any

from callinsight.adapters.http_errors import answered_error, safe_code
from callinsight.adapters.retry_after import asked_wait_seconds
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

_QUOTA = (ProviderQuotaError, "the account has no credit left")
_KEY = (ProviderKeyError, "it refuses our key")
_CONTEXT = (ContextTooLongError, "the call is longer than the model reads")
_BUSY = (RateLimitedError, "it asks to slow down")
_DOWN = (ProviderUnavailableError, "it is out of order")
_REFUSED = (ProviderRefusedError, "it refuses the request")
_DECLINED = (ModelRefusedError, "it declines to answer")

# Codes mean the same whatever the status, and in a failed response that came with a 200.
MEANINGS: dict[str, tuple[type[CallInsightError], str]] = {
    "insufficient_quota": _QUOTA,
    "billing_hard_limit_reached": _QUOTA,
    "billing_not_active": _QUOTA,
    "invalid_api_key": _KEY,
    "account_deactivated": _KEY,
    "model_not_found": _REFUSED,
    "unsupported_parameter": _REFUSED,
    "unsupported_value": _REFUSED,
    "context_length_exceeded": _CONTEXT,
    "string_above_max_length": _CONTEXT,
    "exceed_context_size_error": _CONTEXT,  # llama.cpp
    "rate_limit_exceeded": _BUSY,
    "resource_unavailable": _BUSY,  # the flex tier has no room
    "slow_down": _BUSY,
    "server_error": _DOWN,
    "invalid_prompt": _REFUSED,
    "bio_policy": _DECLINED,
    "misalignment_policy_violation": _DECLINED,
    "content_policy_violation": _DECLINED,
}
# How vLLM, llama.cpp and LM Studio say it, for want of a code.
_CONTEXT_WORDS = re.compile(
    r"context (?:size|window|length)|context the overflows|max_tokens must be at least 1, got -"
)
_ABOUT_THE_REQUEST = {400, 413, 422, 500}


def refusal(
    provider: str, status: int, told: object, headers: Mapping[str, str]
) -> CallInsightError:
    """Return the error for an error answer; `told` is the `error` of its body, or all of it.

    A message is looked at for what has no code, and never repeated: it may quote the call.
    """
    code, param, message = _parts(told)
    wait = asked_wait_seconds(headers)
    error = answered_error(provider, status, code, wait, param)
    if isinstance(error, AmbiguousOutcomeError):
        return error  # whatever it says: something in front of the provider says it
    if code not in MEANINGS and status in _ABOUT_THE_REQUEST and _CONTEXT_WORDS.search(message):
        code = "context_length_exceeded"
    if code in MEANINGS:
        return meaning(provider, f"answered {status}", code, wait, param)
    return error


def meaning(
    provider: str, what: str, code: str, wait: float | None = None, param: str = ""
) -> CallInsightError:
    """Return the error that a code of the table means."""
    kind, says = MEANINGS[code]
    told = ", ".join(name for part in (code, param) if (name := safe_code(part)))
    sentence = f"{provider} {what} ({told}): {says}."
    return kind(sentence, wait) if issubclass(kind, RetryableError) else kind(sentence)


def param_of(told: object) -> str:
    """Return the parameter that an error is about, or an empty text."""
    return _parts(told)[1]


def _parts(told: object) -> tuple[str, str, str]:
    """Return code, parameter and message; a type stands for a code that is none, as numbers are."""
    if not isinstance(told, dict):
        return "", "", told if isinstance(told, str) else ""
    fields: dict[str, Any] = told
    names = [name for name in (fields.get("code"), fields.get("type")) if isinstance(name, str)]
    known = next((name for name in names if name in MEANINGS), None)
    code = known or next(iter(names), "")
    param, message = fields.get("param"), fields.get("message")
    return (
        code,
        param if isinstance(param, str) else "",
        message if isinstance(message, str) else "",
    )
