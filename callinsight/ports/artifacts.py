"""The bucket of artifacts: results kept by what shaped them."""

from typing import Protocol


class ArtifactStore(Protocol):
    """Keeps finished results under content-addressed keys; written once, then only read."""

    async def get(self, key: str) -> bytes | None:
        """Return an artifact's bytes (decompressed), or None."""
        ...

    async def put(self, key: str, body: bytes) -> None:
        """Store an artifact; writing the same key again changes nothing that matters."""
        ...

    async def delete_all(self, prefix: str) -> int:
        """Delete every version of every artifact under a prefix; return how many."""
        ...
