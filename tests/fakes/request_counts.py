"""Counts of paid requests in memory."""

from collections import Counter
from datetime import datetime


class FakeRequestCounts:
    """A number per name, and until when it is claimed."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.claims: dict[str, datetime] = {}

    async def claim(self, name: str, now: datetime, until: datetime) -> int | None:
        if self.claims.get(name, now) > now:
            return None
        self.claims[name] = until
        self.counts[name] += 1
        return self.counts[name]

    async def release(self, name: str) -> None:
        self.claims.pop(name, None)

    async def take_back(self, name: str) -> None:
        self.claims.pop(name, None)
        self.counts[name] -= 1

    async def forget(self, name: str) -> None:
        self.claims.pop(name, None)
        del self.counts[name]
