"""How long a provider asks to wait."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters.retry_after import LONGEST_WAIT_SECONDS, asked_wait_seconds

DAY = LONGEST_WAIT_SECONDS


def _later(seconds: float, form: str) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return format_datetime(moment, usegmt=True) if form == "date" else moment.strftime(form)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("5", 5.0),
        (" 5 ", 5.0),
        ("+5", 5.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("600", 600.0),
        ("999999999", DAY),
        ("soon", None),
        ("", None),
        ("inf", None),
        ("nan", None),
        ("1e3", None),
        ("1_000", None),
        ("٣", None),
        ("9" * 400, None),
        ("5, 7", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2199 07:28:00 GMT", DAY),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_a_number_or_a_date_and_bounded(
    value: str, seconds: float | None
) -> None:
    assert asked_wait_seconds({"retry-after": value}) == seconds


@pytest.mark.parametrize(
    "form",
    ["date", "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"],
)
def test_a_date_in_each_of_the_three_forms_of_http_counts_from_now(form: str) -> None:
    assert asked_wait_seconds({"retry-after": _later(90, form)}) == pytest.approx(90, abs=2)


def test_milliseconds_are_the_most_exact_word() -> None:
    assert asked_wait_seconds({"retry-after-ms": "250", "retry-after": "1"}) == 0.25
    assert asked_wait_seconds({"retry-after-ms": "-1"}) == 0.0
    assert asked_wait_seconds({"retry-after-ms": "soon", "retry-after": "1"}) == 1.0


def test_a_reset_is_a_moment_or_a_duration() -> None:
    at = str(int(time.time()) + 40)
    assert asked_wait_seconds({"x-ratelimit-reset": at}) == pytest.approx(40, abs=2)
    assert asked_wait_seconds({"x-ratelimit-reset": "12"}) == 12.0
    assert asked_wait_seconds({"x-ratelimit-reset": "1000000001"}) == 0.0
    assert asked_wait_seconds({"x-ratelimit-reset": "1 s"}) is None
    assert asked_wait_seconds({"retry-after": "3", "x-ratelimit-reset": "12"}) == 3.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("120ms", 0.12),
        ("1h2m3.5s", 3723.5),
        ("2d", DAY),
        ("1x", None),
    ],
)
def test_of_several_budgets_the_empty_ones_are_waited_for(
    value: str, seconds: float | None
) -> None:
    headers = {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": value,
        "x-ratelimit-remaining-tokens": "5000",
        "x-ratelimit-reset-tokens": "9h",
    }
    assert asked_wait_seconds(headers) == seconds


def test_without_any_header_nothing_is_asked() -> None:
    assert asked_wait_seconds({}) is None


def test_the_case_of_a_header_plays_no_part_in_an_answer() -> None:
    assert asked_wait_seconds(httpx.Headers({"Retry-After": "7"})) == 7.0


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "retry-after",
                "retry-after-ms",
                "x-ratelimit-reset",
                "x-ratelimit-reset-tokens",
                "x-ratelimit-remaining-tokens",
            ]
        ),
        st.text("0123456789.-+ms ,:GMTfri") | st.just("0"),
    )
)
def test_whatever_the_headers_say_the_wait_is_none_or_within_a_day(
    headers: dict[str, str],
) -> None:
    wait = asked_wait_seconds(headers)
    assert wait is None or 0 <= wait <= DAY
