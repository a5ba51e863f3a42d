"""S3 events from webhooks: proven, then put into the queue where S3 itself puts them."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping

from callinsight.domain.errors.sender import (
    MalformedEventError,
    WebhooksDisabledError,
    WebhookSignatureError,
    WrongBucketError,
)
from callinsight.domain.events import parse_message
from callinsight.ports.announcements import Announcement, Sender, Subscriptions, TakenMessages
from callinsight.ports.queue import EventQueue

_log = logging.getLogger(__name__)

# What XML 1.0 holds: SQS refuses a message with any other character.
_UNSENDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Body = Callable[[], Awaitable[bytes]]


class Announcements:
    """Takes events from the senders of this deployment; None is one that is not configured."""

    limit_bytes = 256 * 1024  # no AWS sender makes larger ones

    def __init__(
        self,
        senders: Mapping[str, Sender | None],
        subscriptions: Subscriptions,
        taken_messages: TakenMessages,
        queue: EventQueue,
        bucket: str,
    ) -> None:
        self._senders = senders
        self._subscriptions = subscriptions
        self._taken_messages = taken_messages
        self._queue = queue
        self._bucket = bucket

    async def take(self, headers: Mapping[str, str], body: Body) -> bool:
        """Queue the event of a request; say whether there was something to queue.

        The message is noted only after it was queued: one whose queue was away comes again and
        counts. Two copies at the same moment are both queued, and intake makes one call of them.
        """
        sender = self._sender(headers)
        await sender.require_credentials(headers)
        announcement = await sender.announcement(headers, await body())
        if await self._taken_messages.is_known(announcement.message_id):
            _log.info("An event came again and was not queued again.")
            return False
        queued = await self._act_on(announcement)
        await self._taken_messages.remember(announcement.message_id)
        return queued

    def _sender(self, headers: Mapping[str, str]) -> Sender:
        """Return who sent this by its header; each kind of sender has one of its own."""
        found = [sender for header, sender in self._senders.items() if header in headers]
        if not any(self._senders.values()) or (found and not any(found)):
            raise WebhooksDisabledError("This deployment takes no events from this sender.")
        configured = [sender for sender in found if sender is not None]
        if not configured:
            raise WebhookSignatureError("The request does not say who sends it.")
        return configured[0]

    async def _act_on(self, announcement: Announcement) -> bool:
        if announcement.confirmation is not None:
            await self._subscriptions.confirm(announcement.confirmation)
            _log.info("The subscription of a topic was confirmed.")
        if announcement.event is None or not self._announces_uploads(announcement.event):
            return False
        await self._queue.send(announcement.event)
        return True

    def _announces_uploads(self, event: str) -> bool:
        """Say whether the poller will find recordings in it; S3's test event holds none."""
        if _UNSENDABLE.search(event):
            raise MalformedEventError("The event holds characters that no queue takes.")
        parsed = parse_message(event)
        if parsed.malformed and not parsed.uploads:
            raise MalformedEventError("No record of the event can be read.")
        buckets = {upload.bucket for upload in parsed.uploads}
        if buckets and self._bucket not in buckets:
            raise WrongBucketError("The event is about a bucket that is not the recordings bucket.")
        return bool(buckets)
