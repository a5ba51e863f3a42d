"""Events from senders of one's own: plain S3 JSON, signed over the moment and the raw body."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from callinsight.adapters.event_keys import EventKeys
from callinsight.adapters.timed_signatures import TimedSignature, timed_signature
from callinsight.clock import Clock
from callinsight.domain.errors.sender import MalformedEventError
from callinsight.ports.announcements import Announcement

HEADER = "x-callinsight-signature"
_WINDOW = timedelta(seconds=300)


class SigningSender:
    """Believes what is signed with one of the keys, for five minutes."""

    def __init__(self, keys: EventKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def require_credentials(self, headers: Mapping[str, str]) -> None:
        self._signature(headers)

    async def announcement(self, headers: Mapping[str, str], body: bytes) -> Announcement:
        signature = self._signature(headers)
        signature.require(await self._keys.all(), body)
        signed = hashlib.sha256(signature.moment.encode() + b"." + body).hexdigest()
        return Announcement(f"signed:{signed}", event=text_of(body))

    def _signature(self, headers: Mapping[str, str]) -> TimedSignature:
        told = headers.get(HEADER, "")
        return timed_signature(told, "v1", self._clock(), oldest=_WINDOW, newest=_WINDOW)


def text_of(body: bytes) -> str:
    """Return a body as text; raises `MalformedEventError` if it is none."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise MalformedEventError("The event is not UTF-8.") from None
