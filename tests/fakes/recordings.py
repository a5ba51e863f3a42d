"""Recordings in memory."""

import hashlib
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.domain.recording import UPLOADS, RecordingObject, call_id_in
from callinsight.ports.recordings import Source, UploadLink


class FakeRecordingStore:
    """A versioned bucket; the newest version comes last."""

    def __init__(self, bucket: str = "recordings") -> None:
        self.bucket = bucket
        self.versions: dict[str, list[tuple[RecordingObject, bytes]]] = {}
        self._next_version = 0

    @property
    def link_origin(self) -> str:
        return "http://127.0.0.1:9"

    def put(
        self,
        key: str,
        body: bytes,
        *,
        content_type: str = "audio/wav",
        metadata: dict[str, str] | None = None,
    ) -> RecordingObject:
        """Store a new version, as any client may."""
        self._next_version += 1
        stored = RecordingObject(
            bucket=self.bucket,
            key=key,
            version_id=f"v{self._next_version}",
            etag=hashlib.md5(body, usedforsecurity=False).hexdigest(),
            size_bytes=len(body),
            content_type=content_type,
            metadata=metadata or {},
            uploaded_at=datetime.now(UTC),
        )
        self.versions.setdefault(key, []).append((stored, body))
        return stored

    async def head(
        self, key: str, *, version_id: str | None = None, bucket: str | None = None
    ) -> RecordingObject | None:
        if bucket not in {None, self.bucket}:
            raise ResourceMissingError(f"The bucket {bucket} does not exist.")
        for stored, _ in reversed(self.versions.get(key, [])):
            if version_id is None or stored.version_id == version_id:
                return stored
        return None

    async def stream(self, recording: Source) -> AsyncIterator[bytes]:
        for stored, body in self.versions.get(recording.key, []):
            if stored.version == recording.version:
                yield body
                return
        raise RecordingMissingError("The recording was deleted or replaced while it was read.")

    @asynccontextmanager
    async def local_copy(self, recording: Source) -> AsyncGenerator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "recording"
            path.write_bytes(b"".join([chunk async for chunk in self.stream(recording)]))
            yield path

    async def put_file(self, key: str, path: Path, content_type: str) -> RecordingObject:
        return self.put(key, path.read_bytes(), content_type=content_type)

    async def upload_link(
        self,
        key: str,
        *,
        content_type: str,
        form: bool,
        size_bytes: int | None = None,
        metadata: dict[str, str] | None = None,
    ) -> UploadLink:
        method: Literal["PUT", "POST"] = "POST" if form else "PUT"
        expires_at = datetime.now(UTC) + timedelta(minutes=15)
        return UploadLink(method=method, url=f"fake://{key}", key=key, expires_at=expires_at)

    async def playback_url(self, recording: Source, *, seconds: float | None = None) -> str:
        return f"fake://{recording.key}?version={recording.version}&seconds={seconds}"

    async def list_uploads(self) -> AsyncIterator[str]:
        for key in sorted(self.versions):
            if key.startswith(UPLOADS):
                yield key

    async def delete_all(self, prefix: str) -> int:
        doomed = [key for key in self.versions if key.startswith(prefix)]
        return sum(len(self.versions.pop(key)) for key in doomed)

    async def delete(self, recording: Source) -> None:
        versions = self.versions.pop(recording.key, [])
        kept = [stored for stored in versions if stored[0].version != recording.version]
        if kept and call_id_in(recording.key) is None:
            self.versions[recording.key] = kept
