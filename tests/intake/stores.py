"""Fakes that are slow or away, as services on the other side of a network are."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from callinsight.domain.call import Call
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.recording import RecordingObject
from callinsight.domain.transitions import Write
from callinsight.ports.queue import QueueMessage
from tests.fakes.calls import FakeCallStore
from tests.fakes.queue import FakeEventQueue
from tests.fakes.recordings import FakeRecordingStore


class DistantCallStore(FakeCallStore):
    """Lets others go first between a request and its answer; may be away, or much asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False
        self.is_contended = False

    async def get(self, call_id: str) -> Call | None:
        await self._travel()
        found = await super().get(call_id)
        await self._travel()
        return found

    async def add(self, call: Call) -> bool:
        await self._travel()
        return await super().add(call)

    async def apply(self, write: Write) -> Call | None:
        await self._travel()
        return None if self.is_contended else await super().apply(write)

    async def _travel(self) -> None:
        await asyncio.sleep(0)
        if self.is_away:
            raise ServiceUnavailableError("The table does not answer.")


class DistantBucket(FakeRecordingStore):
    """A bucket where looking at some objects goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[str, Exception] = {}
        self.heads: list[str] = []

    async def head(
        self, key: str, *, version_id: str | None = None, bucket: str | None = None
    ) -> RecordingObject | None:
        self.heads.append(key)
        await asyncio.sleep(0)
        if key in self.errors:
            raise self.errors[key]
        return await super().head(key, version_id=version_id, bucket=bucket)


@dataclass
class DistantQueue(FakeEventQueue):
    """Waits for messages as a queue does; may answer with errors first."""

    errors: list[Exception] = field(default_factory=list)
    polls: int = 0
    on_poll: Callable[[], None] = lambda: None
    on_delete: Callable[[], None] = lambda: None

    async def receive(self, *, wait_seconds: int) -> Sequence[QueueMessage]:
        self.polls += 1
        self.on_poll()
        if self.errors:
            raise self.errors.pop(0)
        await asyncio.sleep(0.01 if wait_seconds else 0)
        return await super().receive(wait_seconds=wait_seconds)

    async def delete(self, message: QueueMessage) -> None:
        self.on_delete()
        await super().delete(message)

    async def leases_end(self) -> None:
        """What was received and not deleted can be received again."""
        for message in list(self.leased.values()):
            await self.retry_soon(message)
