"""SNS as we see it: messages signed by a key of our own, and the host that has its certificate."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.builders import NOON

TOPIC = "arn:aws:sns:eu-central-1:111122223333:recordings"
CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-abc.pem"
# Written from the documentation of SNS, not from our code.
ORDER = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": [
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ],
}  # fmt: skip
ORDER["UnsubscribeConfirmation"] = ORDER["SubscriptionConfirmation"]


@cache
def key_of(name: str = "sns") -> rsa.RSAPrivateKey:
    """Return the private key of somebody, always the same one."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate(
    name: str = "sns",
    since: datetime = NOON - timedelta(days=30),
    until: datetime = NOON + timedelta(days=30),
) -> bytes:
    """Return a certificate of somebody's key, as PEM."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    return (
        x509.CertificateBuilder(subject, subject)
        .public_key(key_of(name).public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(until)
        .sign(key_of(name), SHA256())
        .public_bytes(Encoding.PEM)
    )


def a_notification(event: str, at: datetime = NOON, **fields: Any) -> dict[str, Any]:
    """A signed notification that holds an event."""
    return signed(
        {
            "Type": "Notification",
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": TOPIC,
            "Subject": "Amazon S3 Notification",
            "Message": event,
            "Timestamp": stamp(at),
            **fields,
        }
    )


def a_question(kind: str = "SubscriptionConfirmation", at: datetime = NOON) -> dict[str, Any]:
    """A signed message about a subscription."""
    return signed(
        {
            "Type": kind,
            "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
            "TopicArn": TOPIC,
            "Token": "2336412f37",
            "Message": "You have chosen to subscribe to the topic.",
            "SubscribeURL": "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
            "Timestamp": stamp(at),
        }
    )


def signed(message: dict[str, Any], by: str = "sns") -> dict[str, Any]:
    """Return the message with its signature."""
    names = [name for name in ORDER[message["Type"]] if message.get(name) is not None]
    text = "".join(f"{name}\n{message[name]}\n" for name in names)
    signature = key_of(by).sign(text.encode(), PKCS1v15(), SHA256())
    return {
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        **message,
        "Signature": base64.b64encode(signature).decode(),
    }


def stamp(at: datetime) -> str:
    """Return a moment as SNS writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class World:
    """Answers for every host there is, and counts who asks."""

    answer: Callable[[], httpx.Response] = lambda: httpx.Response(200, content=certificate())
    requests: list[str] = field(default_factory=list)

    @property
    def transport(self) -> httpx.MockTransport:
        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(str(request.url))
            return self.answer()

        return httpx.MockTransport(handle)
