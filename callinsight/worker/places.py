"""How many runs a worker may hold: its limit, less once its memory is full; told to the dispatcher."""

import logging
from typing import Protocol

from callinsight.worker.memory import Watermark

_log = logging.getLogger(__name__)

DEFAULT_LIMIT = 1000


class Offer(Protocol):
    """What tells the dispatcher of places: the process's heartbeat."""

    limit: int | None


class Places:
    """Counts places; above the memory watermark there are no more than are taken."""

    def __init__(self, limit: int, watermark: Watermark, offer: Offer) -> None:
        self.limit = limit
        self._watermark = watermark
        self._offer = offer
        self._is_full = False

    def free(self, taken: int) -> int:
        """Return how many more runs may be taken beside those that are."""
        full = self._watermark.is_reached()
        if full != self._is_full:
            self._is_full = full
            _log.warning(
                "Memory is above %d MB: no more runs are taken." if full
                else "Memory is below %d MB: runs are taken again.",
                self._watermark.most_bytes // 1_000_000,
            )  # fmt: skip
        self._offer.limit = min(taken, self.limit) if full else self.limit
        return 0 if full else self.limit - taken
