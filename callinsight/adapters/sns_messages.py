"""Messages of SNS topics: signature version 2, from topics on a list, published not long ago."""

import base64
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from callinsight.adapters.json_bodies import loaded
from callinsight.adapters.sns_certificates import SNSCertificates
from callinsight.clock import Clock
from callinsight.domain.errors.sender import WebhookSignatureError
from callinsight.ports.announcements import Announcement, Confirmation

HEADER = "x-amz-sns-message-type"
# SNS tries a message for an hour at most, and every try names the moment it was published. Older
# ones are replays; the minutes beyond are what the last try's way and the two clocks may take.
_OLDEST = timedelta(hours=1, minutes=5)
_NEWEST = timedelta(minutes=5)
_NOTIFICATION = "Notification"
_CONFIRMATION = "SubscriptionConfirmation"
_ABOUT_A_SUBSCRIPTION = (
    "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
)  # fmt: skip
_SIGNED = {
    _NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    _CONFIRMATION: _ABOUT_A_SUBSCRIPTION,
    "UnsubscribeConfirmation": _ABOUT_A_SUBSCRIPTION,
}


class SNSSender:
    """Believes what SNS has signed for one of the topics, until it would not send it any more."""

    def __init__(
        self, topics: Collection[str], certificates: SNSCertificates, clock: Clock
    ) -> None:
        self._topics = topics
        self._certificates = certificates
        self._clock = clock

    async def require_credentials(self, headers: Mapping[str, str]) -> None:
        """Look at the kind of message: the proof is in the body."""
        if headers.get(HEADER) not in _SIGNED:
            raise WebhookSignatureError("The request is no message of SNS.")

    async def announcement(self, headers: Mapping[str, str], body: bytes) -> Announcement:
        message = loaded(body)
        if not isinstance(message, dict) or message.get("Type") != headers.get(HEADER):
            raise WebhookSignatureError("The request is no message of SNS.")
        signed = signed_text(message)
        self._require_expected(message)
        await self._require_signature(message, signed)
        message_id, kind = f"sns:{message['MessageId']}", message["Type"]
        if kind == _NOTIFICATION:
            return Announcement(message_id, event=message["Message"])
        if kind == _CONFIRMATION:
            asked = Confirmation(message["TopicArn"], message["Token"])
            return Announcement(message_id, confirmation=asked)
        return Announcement(message_id)

    def _require_expected(self, message: Mapping[str, Any]) -> None:
        """Refuse what needs no certificate to be refused."""
        if message["TopicArn"] not in self._topics:
            raise WebhookSignatureError("The message is from a topic that is not on the list.")
        if message.get("SignatureVersion") != "2":
            raise WebhookSignatureError("The message is not signed in version 2.")
        age = self._clock() - _moment(message["Timestamp"])
        if not -_NEWEST <= age <= _OLDEST:
            raise WebhookSignatureError("The message was not published just now.")

    async def _require_signature(self, message: Mapping[str, Any], signed: bytes) -> None:
        signature = _decoded(message.get("Signature"))
        key = await self._certificates.key(str(message.get("SigningCertURL")))
        try:
            key.verify(signature, signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise WebhookSignatureError("The message was not signed by SNS.") from None


def signed_text(message: Mapping[str, Any]) -> bytes:
    """Return what SNS signs: names and values in their order, each on a line of its own.

    A notification without a subject leaves it out. Raises `WebhookSignatureError` for what no
    message of SNS looks like.
    """
    kind = message.get("Type")
    names = _SIGNED.get(kind) if isinstance(kind, str) else None
    if names is None:
        raise WebhookSignatureError("The request is no message of SNS.")
    present = [name for name in names if name != "Subject" or message.get(name) is not None]
    values = [message.get(name) for name in present]
    if not all(isinstance(value, str) for value in values):
        raise WebhookSignatureError("The message of SNS lacks a field.")
    lines = [f"{name}\n{value}\n" for name, value in zip(present, values, strict=True)]
    return "".join(lines).encode(errors="replace")  # JSON may hold what UTF-8 cannot


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WebhookSignatureError("The message does not say when it was published.") from None
    if moment.tzinfo is None:
        raise WebhookSignatureError("The message does not say when it was published.")
    return moment


def _decoded(signature: object) -> bytes:
    if not isinstance(signature, str):
        raise WebhookSignatureError("The message carries no signature.")
    try:
        return base64.b64decode(signature, validate=True)
    except ValueError:
        raise WebhookSignatureError("The message carries no signature.") from None
