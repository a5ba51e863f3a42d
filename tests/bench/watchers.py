"""Many who watch the live status of calls at once, and when the last of them knew of a change."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx

KNOWN_SECONDS = 15.0
OPEN_SECONDS = 60.0


class Watchers:
    """So many open streams of one API."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.open = 0
        self._known: dict[str, list[float]] = {}
        self._something = asyncio.Condition()

    async def seconds_until_all_know(self, mark: str, changed_at: float) -> float:
        """Return how long after a change the last watcher was told of what carries this mark."""
        async with asyncio.timeout(KNOWN_SECONDS), self._something:
            await self._something.wait_for(lambda: len(self._known.get(mark, ())) >= self.count)
        return max(self._known[mark]) - changed_at

    async def until_all_are_there(self) -> None:
        """Wait until every stream is open."""
        async with asyncio.timeout(OPEN_SECONDS), self._something:
            await self._something.wait_for(lambda: self.open == self.count)

    async def watch(self, http: httpx.AsyncClient) -> None:
        """Be one of them, until cancelled."""
        async with http.stream("GET", "/calls/events") as answer:
            answer.raise_for_status()
            async with self._something:
                self.open += 1
                self._something.notify_all()
            async for line in answer.aiter_lines():
                await self._hear(line)

    async def _hear(self, line: str) -> None:
        """Note the first time that a watcher is told of a change; it may be told twice."""
        _, _, rest = line.partition('"status_reason":"')
        mark = rest.partition('"')[0]
        if mark:
            self._known.setdefault(mark, []).append(time.monotonic())
            async with self._something:
                self._something.notify_all()


@asynccontextmanager
async def watching(url: str, count: int) -> AsyncGenerator[Watchers]:
    """Watch for the length of a block."""
    watchers = Watchers(count)
    limits = httpx.Limits(max_connections=None)
    async with (
        httpx.AsyncClient(
            base_url=url, trust_env=False, timeout=OPEN_SECONDS, limits=limits
        ) as http,
        asyncio.TaskGroup() as together,
    ):
        tasks = [together.create_task(watchers.watch(http)) for _ in range(count)]
        await watchers.until_all_are_there()
        yield watchers
        for task in tasks:
            task.cancel()
