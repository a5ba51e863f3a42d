"""The table of small operational state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callinsight.domain.alarm import Alarm
from callinsight.domain.api_key import ApiKey
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


class AlarmStore(Protocol):
    """Keeps one alarm per provider, for a day unless it is raised again."""

    async def open_alarm(self, alarm: Alarm) -> bool:
        """Keep the alarm; return False if the same event is open already for its provider.

        An outage takes no other alarm's place.
        """
        ...

    async def close_alarm(self, provider: str) -> Alarm | None:
        """Remove the provider's alarm; return what was open."""
        ...

    async def list_alarms(self) -> Sequence[Alarm]:
        """Return all open alarms."""
        ...


class ApiKeyStore(Protocol):
    """Keeps one item per API key, also when it is expired or revoked."""

    async def add_key(self, key: ApiKey) -> bool:
        """Keep a new key; return False if there is one with its id."""
        ...

    async def get_key(self, key_id: str) -> ApiKey | None:
        """Return a key (strongly consistent)."""
        ...

    async def list_keys(self) -> Sequence[ApiKey]:
        """Return all keys, the oldest first."""
        ...

    async def revoke_key(self, key_id: str, at: datetime) -> ApiKey | None:
        """Revoke a key and return it, or None if there is none; the first revocation stays."""
        ...

    async def note_key_used(self, key_id: str, at: datetime) -> None:
        """Remember when a key was used last; a key that is not there stays so."""
        ...


class OperationsStore(HeartbeatStore, AlarmStore, Protocol):
    """Heartbeats, alarms and idempotency keys."""

    async def remember(self, key: str, call_id: str, *, request: str) -> str:
        """Bind an idempotency key to a call id; return the id it was bound to first.

        Raises `IdempotencyKeyReusedError` if that was for another `request` (a fingerprint).
        """
        ...
