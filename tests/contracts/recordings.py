"""A recording in a store, all of it again, and connections that break meanwhile."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.recording import RecordingObject
from callinsight.ports.recordings import RecordingStore

KEY = "uploads/01m83nqt4dhw33mgrc7463pa3d/u1/call.wav"


async def a_stored(store: RecordingStore, path: Path, body: bytes = b"abc") -> RecordingObject:
    """Store a file under `KEY`."""
    path.write_bytes(body)
    return await store.put_file(KEY, path, "audio/wav")


async def everything(chunks: AsyncIterator[bytes]) -> bytes:
    """Return what a stream yields."""
    return b"".join([chunk async for chunk in chunks])


class CutBody:
    """A body that breaks off after some bytes of its own."""

    def __init__(self, body: Any, after: int) -> None:
        self._body = body
        self._left = after

    def read(self, size: int) -> bytes:
        if self._left <= 0:
            raise ServiceUnavailableError("cut")
        chunk: bytes = self._body.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._body.close()
