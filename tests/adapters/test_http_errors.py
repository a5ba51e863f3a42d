"""HTTP failures, sorted by what they mean for money."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from callinsight.adapters.http_errors import (
    answered_error,
    retry_after_seconds,
    safe_code,
    unanswered_error,
)
from callinsight.domain.errors import (
    AmbiguousOutcomeError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("5", 5.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("600", 600.0),
        ("soon", None),
        ("", None),
        ("inf", None),
        ("nan", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_in_every_form(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value) == seconds


def test_retry_after_as_a_date_counts_from_now() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after_seconds(later) == pytest.approx(90, abs=2)


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
