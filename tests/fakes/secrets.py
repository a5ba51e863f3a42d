"""A key in memory."""

CACHE_SECONDS = 300.0


class FakeSecret:
    """A key that is remembered for a while, although whoever keeps it may change it meanwhile."""

    def __init__(self, key: str) -> None:
        self.kept = key
        self.now = 0.0
        self._seen: tuple[str, float] | None = None

    async def value(self) -> str:
        if self._seen is None or self.now - self._seen[1] > CACHE_SECONDS:
            self._seen = (self.kept.strip(), self.now)
        return self._seen[0]

    async def refreshed(self, refused: str) -> str | None:
        if self._seen is None or self._seen[0] == refused:
            self._seen = (self.kept.strip(), self.now)
        return None if self._seen[0] == refused else self._seen[0]
