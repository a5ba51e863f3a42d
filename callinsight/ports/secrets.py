"""API keys of providers."""

from typing import Protocol


class Secret(Protocol):
    """One key, wherever it is kept."""

    async def value(self) -> str:
        """Return the key; a kept one is served from memory for a few minutes."""
        ...

    async def refreshed(self, refused: str) -> str | None:
        """Return another key than the one the provider refused, or None if there is none."""
        ...
