"""What a key and what a signature prove, and which keys count."""

import json
from datetime import timedelta
from typing import Any

import pytest

from callinsight.adapters.event_keys import EventKeys
from callinsight.adapters.eventbridge_events import EventBridgeSender
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.adapters.signed_events import HEADER, SigningSender
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.errors.sender import (
    MalformedEventError,
    WebhookSignatureError,
    WrongSourceError,
)
from tests.builders import NOON, TestClock
from tests.stubs.signed_events import signed_event

KEY, NEXT = "k" * 16, "n" * 16
BODY = b'{"Records": []}'
EVENT: dict[str, Any] = {"id": "e1", "source": "aws.s3", "account": "111122223333", "detail": {}}


def signature(body: bytes = BODY, key: str = KEY, minutes: float = 0) -> str:
    return signed_event(body, key, NOON - timedelta(minutes=minutes))


@pytest.fixture
def signing() -> SigningSender:
    return SigningSender(EventKeys([KEY, NEXT], None), TestClock())


@pytest.fixture
def eventbridge() -> EventBridgeSender:
    return EventBridgeSender(EventKeys([KEY, NEXT], None), "111122223333")


@pytest.mark.parametrize(
    "header",
    [
        signature(),
        signature(key=NEXT),
        signature(minutes=4.9),
        signature(minutes=-4.9),
        f"{signature()},v1=00",
        f"{signature()}, v0=00",
    ],
)
async def test_a_fresh_signature_with_one_of_two_keys_is_believed(
    signing: SigningSender, header: str
) -> None:
    await signing.require_credentials({HEADER: header})
    assert (await signing.announcement({HEADER: header}, BODY)).event == BODY.decode()


@pytest.mark.parametrize(
    "header",
    [
        signature(key="x" * 16),
        signature(BODY + b" "),
        signature(minutes=5.1),
        signature(minutes=-5.1),
        signature().replace("v1=", "v0="),
        signature().partition(",")[2],
        f"{signature()},t=1",
        "t=NaN,v1=00",
        "grüß",
        "",
    ],
)
async def test_any_other_signature_is_not(signing: SigningSender, header: str) -> None:
    with pytest.raises(WebhookSignatureError):
        await signing.announcement({HEADER: header}, BODY)


async def test_the_same_bytes_signed_again_later_are_another_message(
    signing: SigningSender,
) -> None:
    first = await signing.announcement({HEADER: signature()}, BODY)
    same = await signing.announcement({HEADER: signature(key=NEXT)}, BODY)
    later = await signing.announcement({HEADER: signature(minutes=1)}, BODY)
    assert first.message_id == same.message_id != later.message_id


@pytest.mark.parametrize("key", [KEY, NEXT])
async def test_eventbridge_is_believed_with_either_key(
    eventbridge: EventBridgeSender, key: str
) -> None:
    headers = {"x-api-key": key}
    await eventbridge.require_credentials(headers)
    announced = await eventbridge.announcement(headers, json.dumps(EVENT).encode())
    assert (announced.message_id, announced.event) == ("eventbridge:e1:", json.dumps(EVENT))


@pytest.mark.parametrize("key", ["", KEY + " ", KEY[:-1], "ü" * 16])
async def test_nobody_else_is(eventbridge: EventBridgeSender, key: str) -> None:
    with pytest.raises(WebhookSignatureError):
        await eventbridge.require_credentials({"x-api-key": key})
    with pytest.raises(WebhookSignatureError):
        await eventbridge.announcement({"x-api-key": key}, json.dumps(EVENT).encode())


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (EVENT | {"source": "my.app"}, WrongSourceError),
        (EVENT | {"account": "999999999999"}, WrongSourceError),
        ({"source": "aws.s3"}, MalformedEventError),
        ([], MalformedEventError),
    ],
)
async def test_an_event_of_another_source_or_account_is_refused(
    eventbridge: EventBridgeSender, event: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await eventbridge.announcement({"x-api-key": KEY}, json.dumps(event).encode())


async def test_an_archive_that_is_replayed_on_purpose_counts(
    eventbridge: EventBridgeSender,
) -> None:
    body = json.dumps(EVENT | {"replay-name": "after-the-outage"}).encode()
    announced = await eventbridge.announcement({"x-api-key": KEY}, body)
    assert announced.message_id == "eventbridge:e1:after-the-outage"


@pytest.mark.parametrize(
    ("kept", "keys"),
    [(KEY, {KEY}), (json.dumps([KEY]), {KEY}), (json.dumps([KEY, NEXT]), {KEY, NEXT})],
)
async def test_a_kept_secret_holds_one_key_or_a_list_of_two(kept: str, keys: set[str]) -> None:
    found = await EventKeys([], GivenSecret(kept)).all()
    assert {key.decode() for key in found} == keys


@pytest.mark.parametrize("kept", ["short", "[]", "[7]", json.dumps([KEY] * 3), "[", '["short"]'])
async def test_a_kept_secret_that_would_be_easy_to_guess_stops_everything(kept: str) -> None:
    with pytest.raises(SettingsError) as raised:
        await EventKeys([KEY], GivenSecret(kept)).all()
    assert kept not in str(raised.value)
