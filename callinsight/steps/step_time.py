"""The total time of a step: it stands still while all the step's requests wait for a provider."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

# Waiting lengthens an execution; together this must stay below the margin of its deadline.
PATIENCE_SECONDS = 300.0


class StepTime:
    """Bounds the steps of one execution, and all its waiting in lines."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._limit: asyncio.Timeout | None = None
        self._left = 0.0
        self._waits: list[asyncio.Timeout] = []
        self._sending = 0
        self._stopped_at: float | None = None
        self.stood_still = 0.0

    @asynccontextmanager
    async def limited_to(self, seconds: float) -> AsyncGenerator[None]:
        """Raise `TimeoutError` once the block has taken `seconds` without its waiting."""
        async with asyncio.timeout(seconds) as limit:
            self._limit = limit
            try:
                yield
            finally:
                self._limit = None

    @asynccontextmanager
    async def in_line(self) -> AsyncGenerator[None]:
        """Wait inside the block; raise `TimeoutError` once the execution's patience is used up."""
        async with asyncio.timeout(None) as wait:
            self._waits.append(wait)
            self._adjust()
            try:
                yield
            finally:
                self._waits.remove(wait)
                self._adjust()

    @contextmanager
    def sending(self) -> Generator[None]:
        """Let the time run for the block, whatever else of the step still waits."""
        self._sending += 1
        self._adjust()
        try:
            yield
        finally:
            self._sending -= 1
            self._adjust()

    def _adjust(self) -> None:
        now = asyncio.get_running_loop().time()
        stands = bool(self._waits) and not self._sending
        if stands and self._stopped_at is None:
            self._stop(now)
        elif not stands and self._stopped_at is not None:
            self._go_on(now, self._stopped_at)
        ends_at = None if self._stopped_at is None else self._stopped_at + self._patience
        for wait in self._waits:
            _move(wait, ends_at)

    def _stop(self, now: float) -> None:
        self._stopped_at = now
        if self._limit is not None:
            self._left = (self._limit.when() or now) - now
            _move(self._limit, None)

    def _go_on(self, now: float, stopped_at: float) -> None:
        self._stopped_at = None
        self._patience -= now - stopped_at
        self.stood_still += now - stopped_at
        if self._limit is not None:
            _move(self._limit, now + self._left)


def _move(timeout: asyncio.Timeout, when: float | None) -> None:
    """Move a timeout, unless it has fired: then its block is ending already."""
    if not timeout.expired():
        timeout.reschedule(when)
