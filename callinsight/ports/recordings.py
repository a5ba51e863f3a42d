"""The bucket of recordings."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from callinsight.domain.recording import Recording, RecordingObject

Source = RecordingObject | Recording


@dataclass(frozen=True)
class UploadLink:
    """Everything a client needs to upload one file without our credentials."""

    method: Literal["PUT", "POST"]
    url: str
    key: str
    expires_at: datetime
    headers: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


class RecordingStore(Protocol):
    """Keeps the bytes of recordings; nothing here holds a whole recording in memory."""

    bucket: str

    @property
    def link_origin(self) -> str:
        """Scheme and host of every link: what a browser must be allowed to reach."""
        ...

    async def head(
        self, key: str, *, version_id: str | None = None, bucket: str | None = None
    ) -> RecordingObject | None:
        """Return what the object is now, or None if it is not there."""
        ...

    def stream(self, recording: Source) -> AsyncIterator[bytes]:
        """Yield exactly this version's bytes, resuming broken reads where they stopped.

        Raises `RecordingMissingError` if the version is gone or was replaced.
        """
        ...

    def local_copy(self, recording: Source) -> AbstractAsyncContextManager[Path]:
        """Hold the recording as a local file for the length of a block."""
        ...

    async def put_file(self, key: str, path: Path, content_type: str) -> RecordingObject:
        """Upload a local file and return what it became."""
        ...

    async def upload_link(
        self,
        key: str,
        *,
        content_type: str,
        form: bool,
        size_bytes: int | None = None,
        metadata: dict[str, str] | None = None,
    ) -> UploadLink:
        """Return a link that uploads to exactly this key and ends within 15 minutes."""
        ...

    async def playback_url(self, recording: Source, *, seconds: float | None = None) -> str:
        """Return a link that plays this version for so long, or for a short while."""
        ...

    def list_uploads(self) -> AsyncIterator[str]:
        """Yield the key of every object under `uploads/`."""
        ...

    async def delete_all(self, prefix: str) -> int:
        """Delete every version of every object under a prefix; return how many."""
        ...

    async def delete(self, recording: Source) -> None:
        """Delete every version of one object."""
        ...
