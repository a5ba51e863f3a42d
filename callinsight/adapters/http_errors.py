"""Answers and failures of HTTP providers, sorted by what they mean for money.

A definite "no" (an error answer, or nothing sent) bills nothing. No answer after bytes were sent
is ambiguous: the provider may have done the work.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from callinsight.domain.errors import (
    AmbiguousOutcomeError,
    CallInsightError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)

# Codes say more than statuses: a quota problem comes as 401, 402, 403 or 429.
_QUOTA = {"quota_exceeded", "insufficient_quota", "billing_hard_limit_reached", "payment_required"}
_KEY = {"invalid_api_key", "missing_api_key", "needs_authorization", "missing_permissions"}
_SLOW_DOWN = {409, 425, 429}
# The answer comes from something in front of the provider, which may still be at work. A 502 is
# none of them: it is what a gateway says of a provider that is down, and an outage must park calls.
_AMBIGUOUS = {408, 504, 520, 524}
_UNAUTHORIZED = 401
_SERVER_ERROR = 500
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
    provider: str, status: int, code: str, retry_after: str | None = None, param: str = ""
) -> CallInsightError:
    """Return the error for an HTTP error answer.

    `code` is the provider's own name for it, `param` the field it is about, as far as it told.
    """
    told = ", ".join(name for part in (code, param) if (name := safe_code(part)))
    what = f"{provider} answered {status}" + (f" ({told})" if told else "")
    if code in _QUOTA or status == 402:  # noqa: PLR2004  (Payment Required)
        return ProviderQuotaError(f"{what}: the account has no credit left.")
    if code in _KEY or status == _UNAUTHORIZED:
        return ProviderKeyError(f"{what}: it refuses our key.")
    if status in _AMBIGUOUS:
        return AmbiguousOutcomeError(f"{what}: the request may have been carried out.")
    if status in _SLOW_DOWN:
        return RateLimitedError(f"{what}: it asks to slow down.", retry_after_seconds(retry_after))
    if status >= _SERVER_ERROR:
        wait = retry_after_seconds(retry_after)
        return ProviderUnavailableError(f"{what}: it is out of order.", wait)
    return ProviderRefusedError(f"{what}: it refuses the request.")


def unanswered_error(provider: str, error: BaseException) -> CallInsightError:
    """Return the error for a request without an answer, by how far it got."""
    kind = type(error).__name__
    if kind in _NOTHING_SENT:
        return ProviderUnavailableError(f"{provider} cannot be reached ({kind}).")
    return AmbiguousOutcomeError(f"{provider} did not answer ({kind}).")


def retry_after_seconds(value: str | None) -> float | None:
    """Return a Retry-After header in seconds, whether it is a number or a date; else None."""
    if value is None:
        return None
    try:
        return max(0.0, float(value)) if float(value) < float("inf") else None
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError, TypeError):
        return None


def safe_code(code: str) -> str:
    """Return a provider's error code if it is one; anything else might quote the call."""
    return code if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", code) else ""
