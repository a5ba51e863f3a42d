"""What SNS proves by its signature, and which certificates are looked at for that."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from callinsight.adapters.sns_certificates import SNSCertificates
from callinsight.adapters.sns_messages import HEADER, SNSSender
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.sender import WebhookSignatureError
from callinsight.ports.announcements import Announcement, Confirmation
from tests.builders import NOON, TestClock
from tests.stubs.sns import (
    CERTIFICATE,
    TOPIC,
    World,
    a_notification,
    a_question,
    certificate,
    signed,
    stamp,
)

EVENT = '{"Records": []}'
OTHER_TOPIC = "arn:aws:sns:eu-central-1:999999999999:recordings"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def sender(world: World, clock: TestClock) -> SNSSender:
    return SNSSender([TOPIC], SNSCertificates(clock, world.transport), clock)


async def _announced(sender: SNSSender, message: dict[str, Any]) -> Announcement:
    headers = {HEADER: str(message["Type"])}
    await sender.require_credentials(headers)
    return await sender.announcement(headers, json.dumps(message).encode())


async def test_a_signed_notification_brings_its_message(sender: SNSSender) -> None:
    announced = await _announced(sender, a_notification(EVENT))
    assert announced == Announcement("sns:22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", event=EVENT)


@pytest.mark.parametrize("subject", [{"Subject": None}, {"Subject": ""}])
async def test_a_subject_may_be_missing_or_empty(
    sender: SNSSender, subject: dict[str, Any]
) -> None:
    assert (await _announced(sender, a_notification(EVENT, **subject))).event == EVENT


async def test_a_topic_that_asks_is_to_be_confirmed_and_one_that_leaves_needs_nothing(
    sender: SNSSender,
) -> None:
    asked = await _announced(sender, a_question())
    assert (asked.event, asked.confirmation) == (None, Confirmation(TOPIC, "2336412f37"))
    left = await _announced(sender, a_question("UnsubscribeConfirmation"))
    assert (left.event, left.confirmation) == (None, None)


@pytest.mark.parametrize(
    "forged",
    [
        {"Message": '{"Records": [1]}'},
        {"MessageId": "another"},
        {"Subject": "Another"},
        {"Subject": None},
        {"Timestamp": stamp(NOON + timedelta(seconds=1))},
        {"Signature": "AAAA"},
    ],
)
async def test_what_was_altered_after_it_was_signed_is_not_believed(
    sender: SNSSender, forged: dict[str, Any]
) -> None:
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, a_notification(EVENT) | forged)


async def test_an_altered_token_is_not_confirmed(sender: SNSSender) -> None:
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, a_question() | {"Token": "another"})


async def test_somebody_elses_signature_is_not_believed(sender: SNSSender) -> None:
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, signed(a_notification(EVENT), by="somebody"))


@pytest.mark.parametrize(
    "message",
    [
        a_notification(EVENT, TopicArn=OTHER_TOPIC),
        a_notification(EVENT, SignatureVersion="1"),
        a_notification(EVENT, SignatureVersion=None),
        a_notification(EVENT, at=NOON - timedelta(minutes=66)),
        a_notification(EVENT, at=NOON + timedelta(minutes=6)),
        a_notification(EVENT, Timestamp="2026-11-23T12:00:00"),
        a_notification(EVENT, Timestamp="noon"),
        a_notification(EVENT) | {"Message": 7},
        a_notification(EVENT) | {"Signature": "§"},
        a_notification(EVENT) | {"Signature": None},
        {"Type": "Notification"},
        {"Type": "Another"},
        {"Type": ["Notification"]},
    ],
)
async def test_what_needs_no_certificate_to_be_refused_asks_nobody(
    sender: SNSSender, world: World, message: dict[str, Any]
) -> None:
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, message)
    assert not world.requests


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, b'{"Type": "x"}'])
async def test_what_is_no_message_is_refused(sender: SNSSender, body: bytes) -> None:
    with pytest.raises(WebhookSignatureError):
        await sender.announcement({HEADER: "Notification"}, body)


@pytest.mark.parametrize("minutes", [-4.9, 0, 60, 64.9])
async def test_the_last_try_of_an_hour_still_counts(
    sender: SNSSender, clock: TestClock, minutes: float
) -> None:
    message = a_notification(EVENT, at=NOON - timedelta(minutes=minutes))
    assert (await _announced(sender, message)).event == EVENT


ELSEWHERE = [
    "http://sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
    "https://evil.example/sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/a.pem",
    "https://user:pass@sns.eu-central-1.amazonaws.com/a.pem",
    "https://sns.eu-central-1.amazonaws.com:8443/a.pem",
    "https://sns.eu-central-1.amazonaws.com\\@evil.example/a.pem",
    "https://sns.eu-central-1.amazonaws.com/a.pem?to=1",
    "https://sns.eu-central-1.amazonaws.com/a.pem#x",
    "https://sns.eu-central-1.amazonaws.com/a.pem\n",
    "https://sns.eu-central-1.amazonaws.com/a.pem%00",
    "https://sns.eu-central-1.amazonaws.com/a.key",
    "https://sns.eu.evil.amazonaws.com/a.pem",
    "https://bucket.s3.amazonaws.com/a.pem",
    "https://169.254.169.254/latest/meta-data/a.pem",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost:4200/a.pem",
    "https://127.0.0.1/a.pem",
    "https://[::1]/a.pem",
    "https://[::ffff:169.254.169.254]/a.pem",
    "https://2852039166/a.pem",
    "https://0xa9fea9fe/a.pem",
    "file:///etc/passwd.pem",
    "//sns.eu-central-1.amazonaws.com/a.pem",
    "",
    None,
    7,
]


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_a_certificate_elsewhere_is_never_asked_for(
    sender: SNSSender, world: World, address: object
) -> None:
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, a_notification(EVENT, SigningCertURL=address))
    assert not world.requests


@pytest.mark.parametrize(
    "host", ["sns.us-gov-west-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"]
)
async def test_every_region_has_a_host_of_its_own(sender: SNSSender, host: str) -> None:
    message = a_notification(EVENT, SigningCertURL=f"https://{host}/a.pem")
    assert (await _announced(sender, message)).event == EVENT


async def test_a_redirect_is_not_followed(sender: SNSSender, world: World) -> None:
    to = {"Location": "http://169.254.169.254/a.pem"}
    world.answer = lambda: httpx.Response(302, headers=to)
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, a_notification(EVENT))
    assert world.requests == [CERTIFICATE]


async def test_the_address_in_a_question_is_never_asked(sender: SNSSender, world: World) -> None:
    await _announced(sender, a_question())
    assert world.requests == [CERTIFICATE]


async def test_a_certificate_is_fetched_once(sender: SNSSender, world: World) -> None:
    for _ in range(3):
        await _announced(sender, a_notification(EVENT))
    assert world.requests == [CERTIFICATE]


async def test_a_certificate_counts_only_while_it_is_valid(
    sender: SNSSender, world: World, clock: TestClock
) -> None:
    await _announced(sender, a_notification(EVENT))
    clock.advance(days=31)
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, a_notification(EVENT, at=clock.now))
    renewed = certificate(until=NOON + timedelta(days=90))
    world.answer = lambda: httpx.Response(200, content=renewed)
    assert (await _announced(sender, a_notification(EVENT, at=clock.now))).event == EVENT


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(200, content=b"no certificate"),
        httpx.Response(200, content=certificate("somebody")),
        httpx.Response(200, content=certificate(since=NOON + timedelta(days=1))),
        httpx.Response(200, content=b"-" * 70_000),
    ],
)
async def test_what_is_not_its_certificate_proves_nothing(
    sender: SNSSender, world: World, answer: httpx.Response
) -> None:
    world.answer = lambda: answer
    with pytest.raises(WebhookSignatureError):
        await _announced(sender, a_notification(EVENT))


@pytest.mark.parametrize("status", [503, 429, None])
async def test_while_the_certificate_cannot_be_had_the_message_is_to_come_again(
    sender: SNSSender, world: World, status: int | None
) -> None:
    def away() -> httpx.Response:
        if status is None:
            raise httpx.ConnectError("away")
        return httpx.Response(status)

    answer, world.answer = world.answer, away
    with pytest.raises(ServiceUnavailableError):
        await _announced(sender, a_notification(EVENT))
    world.answer = answer
    assert (await _announced(sender, a_notification(EVENT))).event == EVENT
