"""Answers and failures of HTTP providers, sorted by what they mean for money.

A definite "no" (an error answer, or nothing sent) bills nothing. No answer after bytes were sent
is ambiguous: the provider may have done the work.
"""

import re

from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ConcurrencyLimitError,
    ContextTooLongError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.errors.recording import (
    RecordingSilentError,
    RecordingTooLargeError,
    RecordingTooLongError,
    RecordingTooShortError,
    RecordingUnreadableError,
)

# Codes say more than statuses: a quota problem comes as 401, 402, 403 or 429.
_QUOTA = {"quota_exceeded", "insufficient_quota", "billing_hard_limit_reached", "payment_required"}
_KEY = {"invalid_api_key", "missing_api_key", "needs_authorization", "missing_permissions"}
_SLOW_DOWN = {409, 425, 429}
# The answer comes from something in front of the provider, which may still be at work. A 502 is
# none of them: it is what a gateway says of a provider that is down, and an outage must park calls.
_AMBIGUOUS = {408, 504, 520, 524}
_UNAUTHORIZED = 401
_PAYMENT_REQUIRED = 402
_SERVER_ERROR = 500
_SENTENCES: dict[type[CallInsightError], str] = {
    ProviderQuotaError: "the account has no credit left",
    ProviderKeyError: "it refuses our key",
    AmbiguousOutcomeError: "the request may have been carried out",
    ConcurrencyLimitError: "too many of our requests run at once",
    RateLimitedError: "it asks to slow down",
    ProviderUnavailableError: "it is out of order",
    ProviderRefusedError: "it refuses the request",
    ContextTooLongError: "the call is longer than the model reads",
    RecordingTooShortError: "the recording is too short for it",
    RecordingTooLongError: "the recording is too long for it",
    RecordingTooLargeError: "the recording is too large for it",
    RecordingUnreadableError: "it cannot decode the recording",
    RecordingSilentError: "it hears nobody in the recording",
}
# Failures before a byte of the request left, by the names httpx and httpx2 share.
_NOTHING_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "UnsupportedProtocol",
    "ProxyError",
    "LocalProtocolError",  # what we wanted to send is no HTTP
}


def answered_error(
    provider: str,
    status: int,
    code: str,
    wait: float | None = None,
    param: str = "",
    meaning: type[CallInsightError] | None = None,
) -> CallInsightError:
    """Return the error for an HTTP error answer.

    `code` is the provider's own name for it, `param` the field it is about, as far as it told,
    `wait` the seconds it asks us to wait. `meaning` is what the provider documents for that code;
    without it the kind of error follows from codes that all providers use, and from the status. A
    gateway's own timeout is ambiguous whatever its code.
    """
    kind = _meaning(status, code) if meaning is None or status in _AMBIGUOUS else meaning
    told = ", ".join(name for part in (code, param) if (name := safe_code(part)))
    what = f"{provider} answered {status}" + (f" ({told})" if told else "")
    message = f"{what}: {_SENTENCES.get(kind, 'it refuses the recording')}."
    return kind(message, wait) if issubclass(kind, RetryableError) else kind(message)


def _meaning(status: int, code: str) -> type[CallInsightError]:
    if status in _AMBIGUOUS:
        return AmbiguousOutcomeError
    if code in _QUOTA or status == _PAYMENT_REQUIRED:
        return ProviderQuotaError
    if code in _KEY or status == _UNAUTHORIZED:
        return ProviderKeyError
    if status in _SLOW_DOWN:
        return RateLimitedError
    return ProviderUnavailableError if status >= _SERVER_ERROR else ProviderRefusedError


def is_passing(status: int) -> bool:
    """Say whether a status tells of the provider's state, and not of the request."""
    return status in _SLOW_DOWN or status >= _SERVER_ERROR


def unanswered_error(provider: str, error: BaseException) -> CallInsightError:
    """Return the error for a request without an answer, by how far it got."""
    kind = type(error).__name__
    if kind in _NOTHING_SENT:
        return ProviderUnavailableError(f"{provider} cannot be reached ({kind}).")
    return AmbiguousOutcomeError(f"{provider} did not answer ({kind}).")


def safe_code(code: str) -> str:
    """Return a provider's error code if it is one; anything else might quote the call."""
    return code if re.fullmatch(r"[A-Za-z0-9_.+-]{1,64}", code) else ""
