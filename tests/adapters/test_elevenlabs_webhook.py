"""What ElevenLabs' webhook proves, and what it brings."""

import json
from datetime import timedelta
from typing import Any

import pytest
from elevenlabs.client import ElevenLabs
from elevenlabs.errors import BadRequestError
from hypothesis import given
from hypothesis import strategies as st

from callinsight.adapters.elevenlabs_webhook import HEADER, ElevenLabsWebhook, delivery_in
from callinsight.clock import utc_now
from callinsight.domain.errors.sender import WebhookSignatureError
from callinsight.ports.webhooks import Delivery
from tests.builders import NOON, TestClock
from tests.stubs.elevenlabs_webhooks import delivered, signature

CALL_ID = "01kaw0c3x5d9v6s8f2n7q4m1rz"
MARK = "0123456789abcdef" * 2
REFERENCE = {"call_id": CALL_ID, "fingerprint": MARK}
TRANSCRIPT = {"text": "grüß Gott", "words": [], "language_code": "de"}
BODY = delivered(TRANSCRIPT, json.dumps(REFERENCE), "r", "envelope")
AT = NOON.timestamp()
SECRET = "secret"


@pytest.fixture
def webhook() -> ElevenLabsWebhook:
    return ElevenLabsWebhook("secret", TestClock())


def _headers(body: bytes = BODY, *, secret: str = SECRET, at: float = AT) -> dict[str, str]:
    return {HEADER: signature(body, secret, at)}


@pytest.mark.parametrize("form", ["envelope", "bare"])
def test_a_result_comes_in_an_envelope_or_bare(webhook: ElevenLabsWebhook, form: Any) -> None:
    body = delivered(TRANSCRIPT, json.dumps(REFERENCE), "r", form)
    delivery = webhook.delivery(_headers(body), body)
    assert delivery is not None
    assert (delivery.call_id, delivery.fingerprint) == (CALL_ID, MARK)
    assert json.loads(delivery.body)["text"] == "grüß Gott"


def test_the_metadata_may_come_back_as_the_text_it_was_sent_in() -> None:
    data = {"webhook_metadata": json.dumps(REFERENCE), "transcription": TRANSCRIPT}
    delivery = delivery_in({"type": "speech_to_text_transcription", "data": data})
    assert delivery == Delivery(CALL_ID, MARK, json.dumps(TRANSCRIPT).encode())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "t=1"},
        {HEADER: "v0=00"},
        {HEADER: f"t={int(AT)}"},
        {HEADER: f"t={int(AT)},v1=00"},
        {HEADER: f"t=,v0=00,t={int(AT)}"},
        {HEADER: f"t={int(AT)},v0=00"},
        {HEADER: f"t={int(AT)},v0=gr\xfc\xdf"},
        {HEADER: f"t={'9' * 40},v0=00"},
        {HEADER: "t=NaN,v0=00"},
        {HEADER: f"t=-{int(AT)},v0=00"},
        _headers(secret="another"),
        _headers(BODY + b" "),
        _headers(at=AT - 31 * 60),
        _headers(at=AT + 6 * 60),
    ],
)
def test_what_is_not_signed_with_the_secret_just_now_is_not_believed(
    webhook: ElevenLabsWebhook, headers: dict[str, str]
) -> None:
    with pytest.raises(WebhookSignatureError):
        webhook.delivery(headers, BODY)


@pytest.mark.parametrize("minutes", [-4.9, 0, 29.9])
def test_a_signature_holds_for_half_an_hour_and_clocks_may_differ_a_little(
    webhook: ElevenLabsWebhook, minutes: float
) -> None:
    at = (NOON - timedelta(minutes=minutes)).timestamp()
    assert webhook.delivery(_headers(at=at), BODY) is not None


def test_the_bytes_are_signed_not_what_they_mean(webhook: ElevenLabsWebhook) -> None:
    spaced = json.dumps(json.loads(BODY), indent=2).encode()
    assert webhook.delivery(_headers(spaced), spaced) is not None
    with pytest.raises(WebhookSignatureError):
        webhook.delivery(_headers(BODY), spaced)


def test_while_a_secret_is_replaced_one_of_two_signatures_is_enough(
    webhook: ElevenLabsWebhook,
) -> None:
    ours = _headers()[HEADER]
    other = signature(BODY, "next", AT).partition("v0=")[2]
    assert webhook.delivery({HEADER: f"{ours}, v0={other}"}, BODY) is not None
    first = f"t={int(AT)},v0={other},{ours.partition(',')[2]}"
    assert webhook.delivery({HEADER: first}, BODY) is not None


def test_nothing_of_the_body_is_needed_to_miss_a_signature(webhook: ElevenLabsWebhook) -> None:
    with pytest.raises(WebhookSignatureError):
        webhook.require_signature({})
    webhook.require_signature(_headers())


def test_ours_and_the_official_sdk_believe_and_disbelieve_the_same() -> None:
    """The SDK has no clock that can be set, so this is signed now."""
    ours, theirs = ElevenLabsWebhook("secret", utc_now), ElevenLabs(api_key="any").webhooks
    now = utc_now().timestamp()
    header = signature(BODY, "secret", now)
    assert theirs.construct_event(BODY.decode(), header, "secret")["data"]["transcription"]
    assert ours.delivery({HEADER: header}, BODY) is not None
    for wrong in (signature(BODY, "x", now), signature(BODY, "secret", now - 1900), "v0=1", ""):
        with pytest.raises(BadRequestError):
            theirs.construct_event(BODY.decode(), wrong, "secret")
        with pytest.raises(WebhookSignatureError):
            ours.delivery({HEADER: wrong}, BODY)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"type": "post_call_transcription", "data": {"webhook_metadata": REFERENCE, **TRANSCRIPT}},
        {"type": "speech_to_text_transcription", "data": []},
        {"data": {"webhook_metadata": REFERENCE}},
        {"data": {"webhook_metadata": REFERENCE, "transcription": {"error": "failed"}}},
        {"data": {"webhook_metadata": REFERENCE, "transcription": {"text": "a", "words": 7}}},
        {"data": {"webhook_metadata": None, "transcription": TRANSCRIPT}},
        {"data": {"webhook_metadata": "{", "transcription": TRANSCRIPT}},
        {"data": {"webhook_metadata": {"call_id": CALL_ID}, "transcription": TRANSCRIPT}},
        {"data": {"webhook_metadata": REFERENCE | {"call_id": 7}, "transcription": TRANSCRIPT}},
        {
            "data": {
                "webhook_metadata": REFERENCE | {"fingerprint": "../../another/analyze/f"},
                "transcription": TRANSCRIPT,
            }
        },
        {
            "data": {
                "webhook_metadata": REFERENCE | {"call_id": "../another"},
                "transcription": TRANSCRIPT,
            }
        },
    ],
)
def test_what_is_no_transcript_of_a_call_of_ours_brings_nothing(document: object) -> None:
    assert delivery_in(document) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=8,
)


@given(
    JSON
    | st.fixed_dictionaries(
        {},
        optional={
            "type": JSON | st.just("speech_to_text_transcription"),
            "data": JSON
            | st.fixed_dictionaries(
                {"webhook_metadata": JSON | st.just(REFERENCE), "transcription": JSON}
            ),
        },
    )
)
def test_whatever_a_signed_body_holds_it_is_a_result_or_nothing(document: object) -> None:
    body = json.dumps(document).encode()
    found = ElevenLabsWebhook("secret", TestClock()).delivery(_headers(body), body)
    assert found is None or found.call_id == CALL_ID
