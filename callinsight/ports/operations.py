"""The table of small operational state."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.liveness import Heartbeat


class HeartbeatStore(Protocol):
    """Keeps one item per process. Writing is synchronous: it happens on the heartbeat's thread."""

    def beat(self, heartbeat: Heartbeat) -> None:
        """Write the process's item."""
        ...

    def remove(self, process_id: str) -> None:
        """Remove the item of a process that ends."""
        ...

    async def list_heartbeats(self) -> Sequence[Heartbeat]:
        """Return every process's item, dead or alive (strongly consistent)."""
        ...

    async def get_heartbeat(self, process_id: str) -> Heartbeat | None:
        """Return one process's item."""
        ...


class OperationsStore(HeartbeatStore, Protocol):
    """Heartbeats and idempotency keys."""

    async def remember(self, key: str, call_id: str, *, request: str) -> str:
        """Bind an idempotency key to a call id; return the id it was bound to first.

        Raises `IdempotencyKeyReusedError` if that was for another `request` (a fingerprint).
        """
        ...
