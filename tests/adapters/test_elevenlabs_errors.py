"""Every error ElevenLabs documents, in every shape it comes in, and what we make of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters.elevenlabs_errors import MEANINGS, ErrorDetail, error_detail, refusal
from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.provider import AmbiguousOutcomeError
from callinsight.shipped import SHIPPED

# HTTP status, the provider's code, shapes it comes in, our code, and what becomes of the call.
TABLE = (
    (400, "invalid_parameters", "new old", "provider_refused", "fail"),
    (400, "model_not_found", "new old", "provider_refused", "fail"),
    (400, "quota_exceeded", "new old", "provider_quota_exhausted", "fail"),
    (400, "audio_too_short", "new old", "recording_too_short", "fail"),
    (400, "audio_too_long", "new old", "recording_too_long", "fail"),
    (400, "file_too_large", "new old", "recording_too_large", "fail"),
    (400, "invalid_audio", "new old", "recording_unreadable", "fail"),
    (400, "invalid_content", "new old", "recording_unreadable", "fail"),
    (400, "input_error", "new old", "recording_unreadable", "fail"),
    (400, "unsupported_audio_format", "new old", "recording_unreadable", "fail"),
    (400, "insufficient_audio_activity", "new old", "recording_silent", "fail"),
    (400, "", "string none", "provider_refused", "fail"),
    (401, "invalid_api_key", "new old", "provider_key_rejected", "fail"),
    (401, "missing_api_key", "new old", "provider_key_rejected", "fail"),
    (401, "needs_authorization", "new old", "provider_key_rejected", "fail"),
    (401, "missing_permissions", "new old", "provider_key_rejected", "fail"),
    (401, "auth_error", "new old", "provider_key_rejected", "fail"),
    (401, "detected_unusual_activity", "new old", "provider_key_rejected", "fail"),
    (401, "quota_exceeded", "new old", "provider_quota_exhausted", "fail"),
    (401, "", "string none", "provider_key_rejected", "fail"),
    (402, "quota_exceeded", "new old", "provider_quota_exhausted", "fail"),
    (402, "payment_required", "new old", "provider_quota_exhausted", "fail"),
    (402, "insufficient_credits", "new old", "provider_quota_exhausted", "fail"),
    (402, "payment_issue", "new old", "provider_quota_exhausted", "fail"),
    (402, "paid_plan_required", "new old", "provider_quota_exhausted", "fail"),
    (402, "", "string none", "provider_quota_exhausted", "fail"),
    (403, "missing_permissions", "new old", "provider_key_rejected", "fail"),
    (403, "unaccepted_terms", "new old", "provider_key_rejected", "fail"),
    (403, "quota_exceeded", "new old", "provider_quota_exhausted", "fail"),
    (403, "only_for_creator+", "new old", "provider_refused", "fail"),
    (403, "", "string none", "provider_refused", "fail"),
    (404, "not_found_error", "new old", "provider_refused", "fail"),
    (413, "", "string none", "recording_too_large", "fail"),
    (415, "", "string none", "recording_unreadable", "fail"),
    (422, "validation_error", "validation", "provider_refused", "fail"),
    (408, "", "none", "outcome_unknown", "once more"),
    (409, "", "none", "rate_limited", "retry"),
    (425, "", "none", "rate_limited", "retry"),
    (429, "rate_limit_exceeded", "new old", "rate_limited", "retry"),
    (429, "rate_limited", "new old", "rate_limited", "retry"),
    (429, "concurrent_limit_exceeded", "new old", "concurrency_limited", "retry"),
    (429, "too_many_concurrent_requests", "new old", "concurrency_limited", "retry"),
    (429, "system_busy", "new old", "provider_unavailable", "retry"),
    (429, "queue_overflow", "new old", "provider_unavailable", "retry"),
    (429, "resource_exhausted", "new old", "provider_unavailable", "retry"),
    (429, "", "string none", "rate_limited", "retry"),
    (500, "internal_error", "new old", "provider_unavailable", "retry"),
    (502, "", "none", "provider_unavailable", "retry"),
    (503, "", "none", "provider_unavailable", "retry"),
    (504, "", "none", "outcome_unknown", "once more"),
    (524, "", "none", "outcome_unknown", "once more"),
    (301, "", "none", "provider_refused", "fail"),
    (418, "a_code_of_tomorrow", "new old", "provider_refused", "fail"),
    (529, "a_code_of_tomorrow", "new old", "provider_unavailable", "retry"),
)  # fmt: skip
CASES = [(*row[:2], shape, *row[3:]) for row in TABLE for shape in row[2].split()]


def _body(code: str, shape: str) -> bytes:
    bodies: dict[str, Any] = {
        "new": {"detail": {"type": "t", "code": code, "status": "other", "message": "canary"}},
        "old": {"detail": {"status": code, "message": "canary"}},
        "validation": {"detail": [{"loc": ["body", "keyterms", 0], "msg": "canary"}]},
        "string": {"detail": "canary"},
    }
    return json.dumps(bodies[shape]).encode() if shape in bodies else b"<html>canary</html>"


def _decision(error: CallInsightError) -> str:
    if isinstance(error, AmbiguousOutcomeError):
        return "once more"
    return "retry" if isinstance(error, RetryableError) else "fail"


@pytest.mark.parametrize(("status", "code", "shape", "ours", "decision"), CASES)
def test_each_error_has_our_code_and_its_decision(
    status: int, code: str, shape: str, ours: str, decision: str
) -> None:
    error = refusal(status, {}, _body(code, shape))
    assert (error.code, _decision(error)) == (ours, decision)
    assert str(error).startswith(f"ElevenLabs answered {status}")
    assert code in str(error)
    assert "canary" not in str(error)


def test_every_code_with_a_meaning_stands_in_the_table() -> None:
    assert {row[1] for row in TABLE} >= set(MEANINGS)


def test_the_documented_table_is_this_one() -> None:
    page = (SHIPPED.parent / "docs" / "providers.md").read_text()
    section = page.split("## ElevenLabs")[1].split("\n## ")[0]
    for status, code, _, ours, decision in TABLE:
        if code == "a_code_of_tomorrow":
            continue
        row = f"| {status} | {f'`{code}`' if code else 'any other'} | `{ours}` | {decision} |"
        assert row in section


@pytest.mark.parametrize("retry", [True, False])
def test_a_wait_is_passed_on_where_waiting_helps(*, retry: bool) -> None:
    error = refusal(429 if retry else 400, {"retry-after": "90"}, b"")
    assert getattr(error, "retry_after_seconds", None) == (90.0 if retry else None)


def test_a_validation_error_names_its_field() -> None:
    assert error_detail(_body("", "validation")) == ErrorDetail(
        "validation_error", "body.keyterms.0"
    )
    assert "body.keyterms.0" in str(refusal(422, {}, _body("", "validation")))


@pytest.mark.parametrize(("status", "ours"), [(429, "rate_limited"), (500, "provider_unavailable")])
def test_a_list_of_problems_overrules_no_status_that_passes(status: int, ours: str) -> None:
    assert refusal(status, {}, _body("", "validation")).code == ours


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (401, "provider_key_rejected"),
        (402, "provider_quota_exhausted"),
        (413, "recording_too_large"),
        (415, "recording_unreadable"),
    ],
)
def test_a_list_of_problems_hides_no_status_that_says_more(status: int, ours: str) -> None:
    assert refusal(status, {}, _body("", "validation")).code == ours


def test_a_code_that_is_no_name_hides_no_status_that_is() -> None:
    body = {"detail": {"code": 7, "status": "too_many_concurrent_requests"}}
    assert refusal(429, {}, json.dumps(body).encode()).code == "concurrency_limited"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda parts: st.lists(parts) | st.dictionaries(st.text() | st.just("detail"), parts),
        max_leaves=8,
    ),
    st.integers(300, 599),
)
def test_whatever_an_error_body_holds_it_becomes_an_error_of_ours(
    document: object, status: int
) -> None:
    for body in (
        document,
        {"detail": document},
        {"detail": {"code": document}},
        {"detail": [document]},
    ):
        assert isinstance(refusal(status, {}, json.dumps(body).encode()), CallInsightError)


@given(st.binary())
def test_an_error_body_may_be_anything(body: bytes) -> None:
    assert error_detail(body) == ErrorDetail() or b"detail" in body
