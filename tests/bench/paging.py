"""Ten thousand calls, read page by page while others arrive and move: each once, and none missed."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.ports.calls import CallStore
from tests.bench.many_calls import Loaded
from tests.builders import a_queued_call

CALLS = 10_000
FARTHEST = 100  # calls; so near lies what moves before and behind the reader
_SMALLEST, _LARGEST = 50, 100


class Paging:
    """Reads the lists of one API while it changes the table behind it."""

    def __init__(self, http: httpx.Client, store: CallStore, loaded: Sequence[Loaded]) -> None:
        self._http = http
        self._store = store
        self._loaded = loaded

    def wrong_while_calls_arrive(self) -> int:
        """Return how many of the first calls are not where they belong, or are not there."""
        found = self._read({}, lambda _: self._arrive())
        expected = [call.call_id for call in self._loaded[:CALLS]]
        return sum(told != wanted for told, wanted in zip(found[:CALLS], expected, strict=True))

    def wrong_while_statuses_change(self) -> int:
        """Return how many calls of a status came twice, and how many that kept it are missing."""
        failed = [call.call_id for call in self._loaded if call.status is Status.FAILED]
        queued = [call.call_id for call in self._loaded if call.status is Status.QUEUED]
        moved: set[str] = set()

        def move(read: int) -> None:
            for at in (max(0, read - FARTHEST), read + FARTHEST):
                self._move(failed[at], Status.QUEUED, moved)
                self._move(queued[at], Status.FAILED, moved)
            self._arrive()

        found = self._read({"status": Status.FAILED.value}, move)
        stayed = [call_id for call_id in failed if call_id not in moved]
        told = [call_id for call_id in found if call_id not in moved]
        missed = sum(one != wanted for one, wanted in zip(told, stayed, strict=False))
        return missed + len(found) - len(set(found))

    def _read(self, filters: dict[str, str], between: Callable[[int], None]) -> list[str]:
        """Return the ids of the first pages of a list, with something happening after each."""
        found: list[str] = []
        cursor: str | None = None
        limits = _limits()
        while len(found) < CALLS:
            params: dict[str, Any] = {**filters, "limit": next(limits)}
            if cursor is not None:
                params["cursor"] = cursor
            page = self._http.get("/calls", params=params).raise_for_status().json()
            found += [call["call_id"] for call in page["calls"]]
            cursor = page["cursor"]
            if cursor is None:
                raise RuntimeError("the list ended before it should")
            between(len(found))
        return found

    def _arrive(self) -> None:
        new = a_queued_call(datetime.now(UTC), due_at=None, lane=None)
        asyncio.run(self._store.add(new))

    def _move(self, call_id: str, status: Status, moved: set[str]) -> None:
        """Give a call another status, once."""
        if call_id in moved:
            return
        moved.add(call_id)
        asyncio.run(self._changed(call_id, status))

    async def _changed(self, call_id: str, status: Status) -> None:
        call = await self._store.get(call_id)
        if call is None:
            raise RuntimeError("a loaded call is gone")
        again: dict[str, Any] = {"attempt": call.attempt + 1} if status is Status.QUEUED else {}
        if await self._store.apply(change(call, datetime.now(UTC), status=status, **again)) is None:
            raise RuntimeError("a loaded call could not be changed")


def _limits() -> Iterator[int]:
    """Yield sizes of pages, all that lists are asked for."""
    while True:
        yield from range(_SMALLEST, _LARGEST + 1, 10)
