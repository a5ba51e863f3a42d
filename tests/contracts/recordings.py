"""A recording in a store, and all of it again."""

from collections.abc import AsyncIterator
from pathlib import Path

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
