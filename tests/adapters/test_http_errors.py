"""HTTP failures, sorted by what they mean for money."""

import httpx
import pytest

from callinsight.adapters.http_errors import (
    answered_error,
    safe_code,
    unanswered_error,
)
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ConcurrencyLimitError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.errors.recording import RecordingEncryptedError, RecordingTooShortError


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.LocalProtocolError("x")]
)
def test_without_a_connection_nothing_was_sent(error: Exception) -> None:
    assert isinstance(unanswered_error("P", error), ProviderUnavailableError)


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("x"), httpx.ReadError("x"), httpx.RemoteProtocolError("x")]
)
def test_without_an_answer_the_outcome_is_ambiguous(error: Exception) -> None:
    assert isinstance(unanswered_error("P", error), AmbiguousOutcomeError)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ProviderKeyError),
        (402, ProviderQuotaError),
        (403, ProviderRefusedError),
        (404, ProviderRefusedError),
        (408, AmbiguousOutcomeError),
        (409, RateLimitedError),
        (425, RateLimitedError),
        (429, RateLimitedError),
        (500, ProviderUnavailableError),
        (502, ProviderUnavailableError),
        (503, ProviderUnavailableError),
        (504, AmbiguousOutcomeError),
        (520, AmbiguousOutcomeError),
        (521, ProviderUnavailableError),
        (524, AmbiguousOutcomeError),
    ],
)
def test_a_status_says_whether_the_work_may_have_been_done(
    status: int, error: type[Exception]
) -> None:
    assert type(answered_error("P", status, "")) is error


def test_the_field_a_refusal_is_about_is_named() -> None:
    message = str(answered_error("P", 400, "invalid_parameters", None, "keyterms"))
    assert message == "P answered 400 (invalid_parameters, keyterms): it refuses the request."


def test_only_what_looks_like_a_code_is_quoted() -> None:
    assert safe_code("rate_limit_exceeded") == "rate_limit_exceeded"
    assert safe_code("the customer said canary") == ""
    message = str(answered_error("P", 400, "the customer said canary"))
    assert "canary" not in message


@pytest.mark.parametrize(
    ("meaning", "said"),
    [
        (RecordingTooShortError, "P answered 400 (x): the recording is too short for it."),
        (RecordingEncryptedError, "P answered 400 (x): it refuses the recording."),
        (ConcurrencyLimitError, "P answered 400 (x): too many of our requests run at once."),
    ],
)
def test_what_a_provider_documents_for_its_code_goes_before_the_status(
    meaning: type[CallInsightError], said: str
) -> None:
    error = answered_error("P", 400, "x", 7.0, meaning=meaning)
    assert (type(error), str(error)) == (meaning, said)
    assert getattr(error, "retry_after_seconds", 7.0) == 7.0
