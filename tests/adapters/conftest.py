"""A recording, its bytes, and a guard that counts."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callinsight.domain.recording import Recording

BODY = bytes(range(256)) * 64


class BytesAudio:
    """Audio from memory, in chunks."""

    def __init__(self, body: bytes = BODY, chunk: int = 1000) -> None:
        self._body = body
        self._chunk = chunk

    async def stream(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), self._chunk):
            yield self._body[start : start + self._chunk]

    @asynccontextmanager
    async def local_copy(self) -> AsyncGenerator[Path]:
        raise NotImplementedError
        yield Path()

    async def url(self) -> str:
        return "https://recordings.example/call"


class Guard:
    """Counts how often a request was about to leave."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self) -> None:
        self.calls += 1


class RotatedSecret:
    """A key that was changed after it was read."""

    def __init__(self) -> None:
        self.reads = 0

    async def value(self) -> str:
        return "old"

    async def refreshed(self, refused: str) -> str | None:
        self.reads += 1
        return "new" if refused == "old" else None


@pytest.fixture
def guard() -> Guard:
    return Guard()


@pytest.fixture
def audio() -> BytesAudio:
    return BytesAudio()


@pytest.fixture
def recording() -> Recording:
    """One minute of stereo."""
    return Recording(
        bucket="recordings",
        key="uploads/x/Mr Smith.wav",
        etag="e",
        media_type="audio/wav",
        size_bytes=len(BODY),
        duration_seconds=60.0,
        channels=2,
    )
