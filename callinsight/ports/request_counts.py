"""How often paid requests left that no call's record tells of."""

from typing import Protocol


class RequestCounts(Protocol):
    """Counts requests that are on their way; whoever counts is told a number nobody else is."""

    async def count(self, name: str) -> int:
        """Count one more request of this name, and return how many that makes."""
        ...

    async def forget(self, name: str) -> None:
        """Forget a request whose outcome is known."""
        ...
