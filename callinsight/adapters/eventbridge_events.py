"""Events from an EventBridge API destination: the key of its connection, and whose event it is."""

import hmac
from collections.abc import Mapping
from typing import Any

from callinsight.adapters.event_keys import EventKeys
from callinsight.adapters.json_bodies import loaded
from callinsight.adapters.signed_events import text_of
from callinsight.domain.errors.sender import (
    MalformedEventError,
    WebhookSignatureError,
    WrongSourceError,
)
from callinsight.ports.announcements import Announcement

HEADER = "x-api-key"


class EventBridgeSender:
    """Believes whoever knows one of the keys, about S3 events of one account."""

    def __init__(self, keys: EventKeys, account_id: str | None) -> None:
        self._keys = keys
        self._account_id = account_id

    async def require_credentials(self, headers: Mapping[str, str]) -> None:
        told = headers.get(HEADER, "").encode()
        same = [hmac.compare_digest(key, told) for key in await self._keys.all()]
        if not any(same):
            raise WebhookSignatureError("The request does not carry our API key.")

    async def announcement(self, headers: Mapping[str, str], body: bytes) -> Announcement:
        await self.require_credentials(headers)
        text, event = text_of(body), loaded(body)
        if not isinstance(event, dict) or not isinstance(event.get("id"), str):
            raise MalformedEventError("The body is not an event of EventBridge.")
        self._require_ours(event)
        # An archive that is replayed sends the same events again on purpose, under a name.
        again = event.get("replay-name", "")
        return Announcement(f"eventbridge:{event['id']}:{again}", event=text)

    def _require_ours(self, event: dict[str, Any]) -> None:
        if event.get("source") != "aws.s3":
            raise WrongSourceError("The event is not one of S3.")
        if self._account_id is not None and event.get("account") != self._account_id:
            raise WrongSourceError("The event is of another AWS account.")
