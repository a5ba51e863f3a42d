"""What ElevenLabs' error answers mean: four shapes of bodies, and the codes in them.

docs/providers.md shows the same table with what becomes of the call. A code that is not in it is
taken by its HTTP status. The message of a body is never read: it may quote the request.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from callinsight.adapters.http_errors import answered_error, is_passing
from callinsight.adapters.retry_after import asked_wait_seconds
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    ConcurrencyLimitError,
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

PROVIDER = "ElevenLabs"
MEANINGS: dict[str, type[CallInsightError]] = {
    # The key or the account behind it.
    "invalid_api_key": ProviderKeyError,
    "missing_api_key": ProviderKeyError,
    "needs_authorization": ProviderKeyError,
    "missing_permissions": ProviderKeyError,
    "auth_error": ProviderKeyError,
    "detected_unusual_activity": ProviderKeyError,
    "unaccepted_terms": ProviderKeyError,
    # Money, whatever the status: 400, 401, 402 and 403 have all been documented or seen.
    "quota_exceeded": ProviderQuotaError,
    "insufficient_credits": ProviderQuotaError,
    "payment_required": ProviderQuotaError,
    "payment_issue": ProviderQuotaError,
    "paid_plan_required": ProviderQuotaError,
    # Too much at once: of ours, or of everybody's.
    "concurrent_limit_exceeded": ConcurrencyLimitError,
    "too_many_concurrent_requests": ConcurrencyLimitError,
    "rate_limit_exceeded": RateLimitedError,
    "rate_limited": RateLimitedError,
    "system_busy": ProviderUnavailableError,
    "queue_overflow": ProviderUnavailableError,
    "resource_exhausted": ProviderUnavailableError,
    # The profile's settings, or the plan.
    "invalid_parameters": ProviderRefusedError,
    "model_not_found": ProviderRefusedError,
    "only_for_creator+": ProviderRefusedError,
    "validation_error": ProviderRefusedError,
    # The recording: ElevenLabs publishes no list of these, so most are names to be expected.
    "audio_too_short": RecordingTooShortError,
    "audio_too_long": RecordingTooLongError,
    "file_too_large": RecordingTooLargeError,
    "input_error": RecordingUnreadableError,
    "invalid_audio": RecordingUnreadableError,
    "invalid_content": RecordingUnreadableError,
    "unsupported_audio_format": RecordingUnreadableError,
    "insufficient_audio_activity": RecordingSilentError,
}
# Statuses that say more here than in general.
_STATUSES: dict[int, type[CallInsightError]] = {
    413: RecordingTooLargeError,
    415: RecordingUnreadableError,
}
# FastAPI lists problems under any status; only these are about what was asked.
_VALIDATION = "validation_error"
_VALIDATING = {400, 422}


class ErrorDetail(NamedTuple):
    """The provider's name for an error, and the field it is about; empty where not told."""

    code: str = ""
    param: str = ""


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> CallInsightError:
    """Return the error that an error answer stands for."""
    code, param = error_detail(body)
    named = None if code == _VALIDATION and status not in _VALIDATING else MEANINGS.get(code)
    if named is ProviderRefusedError and is_passing(status):
        named = None  # a busy server refuses nothing
    meaning = named or _STATUSES.get(status)
    return answered_error(PROVIDER, status, code, asked_wait_seconds(headers), param, meaning)


def error_detail(body: bytes) -> ErrorDetail:
    """Return what an error body names, in whichever of the four shapes it comes."""
    try:
        detail = json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ErrorDetail()
    if isinstance(detail, dict):  # today's shape has a code, the older one a status
        code = _text(detail.get("code")) or _text(detail.get("status"))
        return ErrorDetail(code, _text(detail.get("param")))
    if isinstance(detail, list):
        return ErrorDetail(_VALIDATION, _place(detail))
    return ErrorDetail()  # a sentence


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _place(problems: list[Any]) -> str:
    first = problems[0] if problems else None
    place = first.get("loc") if isinstance(first, dict) else None
    return ".".join(str(part) for part in place) if isinstance(place, list) else ""
