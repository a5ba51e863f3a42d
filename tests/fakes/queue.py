"""An event queue in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from callinsight.ports.queue import QueueCounts, QueueMessage

MOST_RECEIVES = 5


@dataclass
class FakeEventQueue:
    """Hands out messages until they are deleted; gives up after five receives."""

    waiting: list[QueueMessage] = field(default_factory=list)
    leased: dict[str, QueueMessage] = field(default_factory=dict)
    dead: list[QueueMessage] = field(default_factory=list)
    _receipts: int = 0

    async def receive(self, *, wait_seconds: int) -> Sequence[QueueMessage]:
        batch, self.waiting = self.waiting[:10], self.waiting[10:]
        received = []
        for message in batch:
            if message.receives >= MOST_RECEIVES:
                self.dead.append(message)
                continue
            self._receipts += 1
            leased = replace(message, receipt=str(self._receipts), receives=message.receives + 1)
            self.leased[leased.receipt] = leased
            received.append(leased)
        return received

    async def delete(self, message: QueueMessage) -> None:
        self.leased.pop(message.receipt, None)

    async def retry_soon(self, message: QueueMessage) -> None:
        if (leased := self.leased.pop(message.receipt, None)) is not None:
            self.waiting.append(leased)

    async def send(self, body: str, attributes: dict[str, str] | None = None) -> None:
        self.waiting.append(QueueMessage(body, "", attributes or {}, 0))

    async def counts(self) -> QueueCounts:
        return QueueCounts(len(self.waiting), len(self.leased), len(self.dead))

    async def redrive(self) -> int:
        moved, self.dead = self.dead, []
        self.waiting += [replace(message, receives=0) for message in moved]
        return len(moved)
