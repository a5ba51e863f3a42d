"""Signatures of the form `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the moment, a dot and the body."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from callinsight.domain.errors.sender import WebhookSignatureError

_MOMENT = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class TimedSignature:
    """The moment as it was signed, and the signatures; while a secret is replaced, two."""

    moment: str
    signatures: tuple[str, ...]

    def require(self, secrets: Iterable[bytes], body: bytes) -> None:
        """Raise `WebhookSignatureError` unless one of the secrets made one of the signatures."""
        message = self.moment.encode() + b"." + body
        made = [hmac.new(secret, message, hashlib.sha256).hexdigest() for secret in secrets]
        same = [
            hmac.compare_digest(ours.encode(), told.encode())
            for ours in made
            for told in self.signatures
        ]
        if not any(same):
            raise WebhookSignatureError("The webhook was not signed with our secret.")


def timed_signature(
    header: str, version: str, now: datetime, *, oldest: timedelta, newest: timedelta
) -> TimedSignature:
    """Return the signature a header carries, if it was made just now.

    Raises `WebhookSignatureError` if there is none, or its moment is too long ago or ahead.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    moments = [value for name, _, value in parts if name == "t"]
    signatures = tuple(value for name, _, value in parts if name == version)
    if len(moments) != 1 or not _MOMENT.fullmatch(moments[0]) or not signatures:
        raise WebhookSignatureError("The webhook carries no signature.")
    age = now.timestamp() - int(moments[0])
    if not -newest.total_seconds() <= age <= oldest.total_seconds():
        raise WebhookSignatureError("The webhook was not signed just now.")
    return TimedSignature(moments[0], signatures)
