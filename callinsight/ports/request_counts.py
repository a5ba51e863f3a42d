"""Paid requests that no call's record tells of: how often they left, and who is at it."""

from datetime import datetime
from typing import Protocol


class RequestCounts(Protocol):
    """Counts requests, and lets one process at a time send each of them."""

    async def claim(self, name: str, now: datetime, until: datetime) -> int | None:
        """Count one more request, alone until then, and return how many that makes.

        None if somebody else's claim is not over yet; nothing is counted then.
        """
        ...

    async def release(self, name: str) -> None:
        """End a claim; the request stays counted, because nobody knows its outcome."""
        ...

    async def take_back(self, name: str) -> None:
        """End a claim, and take back its count: the request was refused, or never left."""
        ...

    async def forget(self, name: str) -> None:
        """Forget a request whose outcome is known, and whoever claimed it."""
        ...
