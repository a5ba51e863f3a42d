"""Artifacts in memory."""


class FakeArtifactStore:
    """A dictionary of bytes."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        return self.objects.get(key)

    async def put(self, key: str, body: bytes) -> None:
        self.objects[key] = body

    async def delete_all(self, prefix: str) -> int:
        doomed = [key for key in self.objects if key.startswith(prefix)]
        for key in doomed:
            del self.objects[key]
        return len(doomed)
