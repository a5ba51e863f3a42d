"""Operational state in memory."""

from collections.abc import Sequence

from callinsight.domain.alarm import Alarm
from callinsight.domain.errors.call import IdempotencyKeyReusedError
from callinsight.domain.liveness import Heartbeat


class FakeOperationsStore:
    """Heartbeats, alarms and idempotency keys in dictionaries."""

    def __init__(self) -> None:
        self.heartbeats: dict[str, Heartbeat] = {}
        self.alarms: dict[str, Alarm] = {}
        self.keys: dict[str, tuple[str, str]] = {}

    def beat(self, heartbeat: Heartbeat) -> None:
        self.heartbeats[heartbeat.process_id] = heartbeat

    def remove(self, process_id: str) -> None:
        self.heartbeats.pop(process_id, None)

    async def list_heartbeats(self) -> Sequence[Heartbeat]:
        return list(self.heartbeats.values())

    async def get_heartbeat(self, process_id: str) -> Heartbeat | None:
        return self.heartbeats.get(process_id)

    async def open_alarm(self, alarm: Alarm) -> bool:
        known = self.alarms.get(alarm.provider)
        if known is not None and (alarm.is_outage or known.event == alarm.event):
            return False
        self.alarms[alarm.provider] = alarm
        return True

    async def close_alarm(self, provider: str) -> Alarm | None:
        return self.alarms.pop(provider, None)

    async def list_alarms(self) -> Sequence[Alarm]:
        return list(self.alarms.values())

    async def remember(self, key: str, call_id: str, *, request: str) -> str:
        known, first = self.keys.setdefault(key, (call_id, request))
        if first != request:
            raise IdempotencyKeyReusedError("The Idempotency-Key was used for another request.")
        return known
