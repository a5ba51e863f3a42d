"""S3 events that come over HTTP instead of through the queue: who brings them, and the proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Confirmation:
    """A topic asks whether it may send its messages here."""

    topic_arn: str
    token: str


@dataclass(frozen=True)
class Announcement:
    """What a sender has proven to have sent: an event, a question, or news that need no answer."""

    message_id: str
    event: str | None = None
    confirmation: Confirmation | None = None


class Sender(Protocol):
    """One kind of sender, and how it proves that it is the one."""

    async def require_credentials(self, headers: Mapping[str, str]) -> None:
        """Look at the headers before the body is read.

        Raises `WebhookSignatureError` for what needs no body to be refused.
        """
        ...

    async def announcement(self, headers: Mapping[str, str], body: bytes) -> Announcement:
        """Return what the body holds.

        Raises `WebhookSignatureError` before anything in it is believed, and
        `MalformedEventError` for what is believed and cannot be read.
        """
        ...


class Subscriptions(Protocol):
    """Answers to topics."""

    async def confirm(self, confirmation: Confirmation) -> None:
        """Say yes. Raises `MalformedEventError` if the question does not stand any more."""
        ...


class Replays(Protocol):
    """Remembers which messages were taken, for longer than any sender sends one again."""

    async def is_known(self, message_id: str) -> bool:
        """Say whether a message was taken already."""
        ...

    async def remember(self, message_id: str) -> None:
        """Note that a message was taken."""
        ...
