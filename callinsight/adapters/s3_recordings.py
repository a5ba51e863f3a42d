"""Recordings in S3."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.s3_deletion import delete_prefix, delete_versions
from callinsight.adapters.s3_links import S3Links
from callinsight.adapters.s3_streaming import GONE, stream_object
from callinsight.adapters.scratch import scratch_folder
from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.domain.recording import UPLOADS, RecordingObject, call_id_in
from callinsight.ports.recordings import Source, UploadLink


class S3RecordingStore:
    """The recordings bucket."""

    def __init__(
        self, clients: AwsClients, bucket: str, *, link_seconds: int, max_bytes: int
    ) -> None:
        self.bucket = bucket
        self._client = clients.s3
        self._threads = clients.threads
        self._links = S3Links(
            clients.s3_for_links, bucket, seconds=link_seconds, max_bytes=max_bytes
        )

    @cached_property
    def link_origin(self) -> str:
        with aws_errors(f"bucket {self.bucket}"):
            return self._links.origin()

    async def head(
        self, key: str, *, version_id: str | None = None, bucket: str | None = None
    ) -> RecordingObject | None:
        place = bucket or self.bucket
        request: dict[str, Any] = {"Bucket": place, "Key": key}
        if version_id is not None:
            request["VersionId"] = version_id
        with aws_errors(f"bucket {place}"):
            try:
                found = await self._threads.run(self._client.head_object, **request)
            except ClientError as error:
                if error_code(error) not in GONE:
                    raise
                await self._require(place)
                return None
        return RecordingObject(
            bucket=place,
            key=key,
            version_id=found.get("VersionId"),
            etag=found["ETag"].strip('"'),
            size_bytes=found["ContentLength"],
            content_type=found.get("ContentType"),
            metadata=found.get("Metadata", {}),
            uploaded_at=found["LastModified"],
        )

    def stream(self, recording: Source) -> AsyncIterator[bytes]:
        return stream_object(self._client, self._threads, recording)

    @asynccontextmanager
    async def local_copy(self, recording: Source) -> AsyncGenerator[Path]:
        with scratch_folder() as folder:
            path = folder / "recording"  # a file name may tell who called
            with path.open("wb") as file:
                async for chunk in self.stream(recording):
                    await self._threads.run(file.write, chunk)
            yield path

    async def put_file(self, key: str, path: Path, content_type: str) -> RecordingObject:
        with aws_errors(f"bucket {self.bucket}"):
            await self._threads.run(
                self._client.upload_file,
                str(path),
                self.bucket,
                key,
                ExtraArgs={"ContentType": content_type},
            )
        stored = await self.head(key)
        if stored is None:
            raise RecordingMissingError("The uploaded recording is not in the bucket.")
        return stored

    async def upload_link(
        self,
        key: str,
        *,
        content_type: str,
        form: bool,
        size_bytes: int | None = None,
        metadata: dict[str, str] | None = None,
    ) -> UploadLink:
        sign = self._links.form if form else self._links.put
        with aws_errors(f"bucket {self.bucket}"):
            return await self._threads.run(sign, key, content_type, size_bytes, metadata or {})

    async def playback_url(self, recording: Source, *, seconds: float | None = None) -> str:
        with aws_errors(f"bucket {recording.bucket}"):
            return await self._threads.run(self._links.playback, recording, seconds)

    async def list_uploads(self) -> AsyncIterator[str]:
        request: dict[str, Any] = {"Bucket": self.bucket, "Prefix": UPLOADS}
        while True:
            with aws_errors(f"bucket {self.bucket}"):
                page = await self._threads.run(self._client.list_objects_v2, **request)
            for item in page.get("Contents", []):
                yield item["Key"]
            if not page.get("IsTruncated"):
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    async def delete_all(self, prefix: str) -> int:
        return await delete_prefix(self._client, self._threads, self.bucket, prefix)

    async def delete(self, recording: Source) -> None:
        if call_id_in(recording.key) is not None:
            await delete_versions(self._client, self._threads, recording.bucket, recording.key)
            return
        request: dict[str, Any] = {"Bucket": recording.bucket, "Key": recording.key}
        if recording.version_id is not None:
            request["VersionId"] = recording.version_id
        with aws_errors(f"bucket {recording.bucket}"):
            await self._threads.run(self._client.delete_object, **request)

    async def _require(self, bucket: str) -> None:
        """HEAD answers 404 for a missing bucket too; that must not look like a lost object."""
        try:
            await self._threads.run(self._client.head_bucket, Bucket=bucket)
        except ClientError as error:
            if error_code(error) == "404":
                raise ResourceMissingError(f"The bucket {bucket} does not exist.") from error
            raise
