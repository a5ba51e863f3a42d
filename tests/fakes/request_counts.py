"""Counts of paid requests in memory."""

from collections import Counter


class FakeRequestCounts:
    """A number per name."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    async def count(self, name: str) -> int:
        self.counts[name] += 1
        return self.counts[name]

    async def forget(self, name: str) -> None:
        del self.counts[name]
