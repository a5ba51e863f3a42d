"""The queue of S3 events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class QueueMessage:
    """One received message; `receipt` is needed to delete it."""

    body: str
    receipt: str
    attributes: dict[str, str]
    receives: int


@dataclass(frozen=True)
class QueueCounts:
    """How many messages wait, are being worked on, and were given up."""

    waiting: int
    in_flight: int
    dead: int


class EventQueue(Protocol):
    """At-least-once delivery of events, with a dead-letter queue behind it."""

    async def receive(self, *, wait_seconds: int) -> Sequence[QueueMessage]:
        """Return up to ten messages, waiting for the first."""
        ...

    async def delete(self, message: QueueMessage) -> None:
        """Delete a message whose effect is durable; a lost lease is not an error."""
        ...

    async def retry_soon(self, message: QueueMessage) -> None:
        """Let a message that failed be received again at once instead of after the timeout."""
        ...

    async def send(self, body: str, attributes: dict[str, str] | None = None) -> None:
        """Send a message."""
        ...

    async def counts(self) -> QueueCounts:
        """Return the approximate numbers of messages."""
        ...

    async def redrive(self) -> int:
        """Move every dead message back; return how many."""
        ...
