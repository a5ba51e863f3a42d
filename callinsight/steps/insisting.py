"""Doing again what must not be given up because a store is away for a while."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from callinsight.domain.errors.base import RetryableError

_log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 30.0

T = TypeVar("T")


async def insist(
    act: Callable[[], Awaitable[T]], *, tries: int | None = None, first_pause: float = 0.5
) -> T:
    """Return what `act` returns, repeated while it raises a `RetryableError`.

    Pauses double up to half a minute; without `tries` only the caller's deadline ends it.
    """
    pause, tried = first_pause, 0
    while True:
        try:
            return await act()
        except RetryableError as busy:
            tried += 1
            if tried == tries:
                raise
            _log.warning("Tried again in %.1f s: %s", pause, busy)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
