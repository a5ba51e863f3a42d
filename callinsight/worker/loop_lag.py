"""How late the event loop of the runs is: what every waiting call would feel."""

import asyncio
import time
from collections import deque

PROBE_SECONDS = 0.05
KEPT = 12_000  # ten minutes


class LoopLag:
    """Sleeps a twentieth of a second again and again, and notes by how much it overslept."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=KEPT)
        self._moved_at = time.monotonic()

    async def watch(self) -> None:
        """Measure until cancelled."""
        while True:
            slept_at = time.monotonic()
            await asyncio.sleep(PROBE_SECONDS)
            self._moved_at = time.monotonic()
            self._lags.append(max(0.0, self._moved_at - slept_at - PROBE_SECONDS))

    def stands_still_for(self) -> float:
        """Return for how many seconds the loop has not moved."""
        return time.monotonic() - self._moved_at

    def p99_seconds(self) -> float:
        """Return the 99th percentile of the last ten minutes, 0 before the first measurement."""
        lags = sorted(self._lags)
        return lags[int(len(lags) * 0.99)] if lags else 0.0
