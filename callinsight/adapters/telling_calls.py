"""A call store whose endings are told: news is part of the very write that ends a call."""

from collections.abc import Sequence
from datetime import datetime

from callinsight.clock import Clock
from callinsight.domain.call import Call, Lane
from callinsight.domain.telling import told_when_added
from callinsight.domain.transitions import Write, with_news
from callinsight.ports.calls import CallPage, CallQuery, CallStore, OwnedCall


class TellingCallStore:
    """Stands before the real store, so that no writer can end a call without its news."""

    def __init__(self, calls: CallStore, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    async def get(self, call_id: str) -> Call | None:
        return await self._calls.get(call_id)

    async def add(self, call: Call) -> bool:
        return await self._calls.add(told_when_added(call, self._clock()))

    async def apply(self, write: Write) -> Call | None:
        return await self._calls.apply(with_news(write))

    async def postpone(self, call_id: str, now: datetime, until: datetime) -> None:
        await self._calls.postpone(call_id, now, until)

    async def list_calls(self, query: CallQuery) -> CallPage:
        return await self._calls.list_calls(query)

    async def list_due(self, lane: Lane, now: datetime, limit: int) -> Sequence[str]:
        return await self._calls.list_due(lane, now, limit)

    async def list_dispatched(self, now: datetime) -> Sequence[str]:
        return await self._calls.list_dispatched(now)

    async def list_owned(self) -> Sequence[OwnedCall]:
        return await self._calls.list_owned()
