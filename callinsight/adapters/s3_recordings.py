"""Recordings in S3: streamed, resumed where a read broke, bound to one version."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.s3_deletion import delete_prefix, delete_versions
from callinsight.domain.errors import RecordingMissingError, ServiceUnavailableError
from callinsight.domain.recording import UPLOADS, RecordingObject
from callinsight.ports.recordings import Source, UploadLink

if TYPE_CHECKING:
    from botocore.response import StreamingBody

CHUNK_BYTES = 1 << 20
RESUMES = 5
_GONE = {"404", "412", "NoSuchKey", "NoSuchVersion", "PreconditionFailed"}


class S3RecordingStore:
    """The recordings bucket."""

    def __init__(
        self, clients: AwsClients, bucket: str, *, link_seconds: int, max_bytes: int
    ) -> None:
        self.bucket = bucket
        self._clients = clients
        self._client = clients.s3
        self._threads = clients.threads
        self._link_seconds = link_seconds
        self._max_bytes = max_bytes

    async def head(
        self, key: str, *, version_id: str | None = None, bucket: str | None = None
    ) -> RecordingObject | None:
        place = {"Bucket": bucket or self.bucket, "Key": key}
        version = {"VersionId": version_id} if version_id else {}
        with aws_errors(f"bucket {place['Bucket']}"):
            try:
                head = await self._threads.run(self._client.head_object, **place, **version)
            except ClientError as error:
                if error_code(error) not in _GONE:
                    raise
                # HEAD answers 404 for a missing bucket too; that must not look like a lost object.
                await self._threads.run(self._client.head_bucket, Bucket=place["Bucket"])
                return None
        return RecordingObject(
            bucket=place["Bucket"],
            key=key,
            version_id=head.get("VersionId"),
            etag=head["ETag"].strip('"'),
            size_bytes=head["ContentLength"],
            content_type=head.get("ContentType"),
            metadata=head.get("Metadata", {}),
            uploaded_at=head["LastModified"],
        )

    async def stream(self, recording: Source) -> AsyncIterator[bytes]:
        position, failures = 0, 0
        body: StreamingBody | None = None
        try:
            while position < recording.size_bytes:
                try:
                    body = body or await self._open(recording, position)
                    chunk = await self._threads.run(body.read, CHUNK_BYTES)
                except (BotoCoreError, ServiceUnavailableError) as error:
                    body, failures = await self._resume(body, failures + 1, error), failures + 1
                    continue
                if not chunk:
                    body, failures = await self._resume(body, failures + 1, None), failures + 1
                    continue
                position, failures = position + len(chunk), 0
                yield chunk
        finally:
            if body is not None:
                body.close()

    @asynccontextmanager
    async def local_copy(self, recording: Source) -> AsyncGenerator[Path]:
        with tempfile.TemporaryDirectory(prefix="callinsight-") as folder:
            path = Path(folder) / f"recording{Path(recording.key).suffix[:10]}"
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
        expires_at = datetime.now(UTC) + timedelta(seconds=self._link_seconds)
        sign = self._form if form else self._put
        with aws_errors(f"bucket {self.bucket}"):
            return await self._threads.run(
                sign, key, content_type, size_bytes, metadata or {}, expires_at
            )

    async def playback_url(self, recording: Source) -> str:
        version = {"VersionId": recording.version_id} if recording.version_id else {}
        with aws_errors(f"bucket {recording.bucket}"):
            return await self._threads.run(
                self._clients.s3_for_links.generate_presigned_url,
                "get_object",
                Params={"Bucket": recording.bucket, "Key": recording.key, **version},
                ExpiresIn=self._link_seconds,
            )

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
        await delete_versions(self._client, self._threads, recording.bucket, recording.key)

    async def _open(self, recording: Source, position: int) -> "StreamingBody":
        version = {"VersionId": recording.version_id} if recording.version_id else {}
        part = {"Range": f"bytes={position}-"} if position else {}
        with aws_errors(f"bucket {recording.bucket}"):
            try:
                answer = await self._threads.run(
                    self._client.get_object,
                    Bucket=recording.bucket,
                    Key=recording.key,
                    IfMatch=recording.etag,
                    **version,
                    **part,
                )
            except ClientError as error:
                if error_code(error) in _GONE:
                    raise RecordingMissingError(
                        "The recording was deleted or replaced while it was read."
                    ) from error
                raise
        return answer["Body"]

    async def _resume(
        self, body: "StreamingBody | None", failures: int, error: Exception | None
    ) -> None:
        """boto3 does not retry the body of an answer: close it, wait, read on from the position."""
        if body is not None:
            body.close()
        if failures > RESUMES:
            raise ServiceUnavailableError("S3 broke off the recording several times.") from error
        await asyncio.sleep(0.1 * 2**failures)

    def _put(
        self,
        key: str,
        content_type: str,
        size_bytes: int | None,
        metadata: dict[str, str],
        expires_at: datetime,
    ) -> UploadLink:
        signed: dict[str, Any] = {"ContentType": content_type, "IfNoneMatch": "*"}
        if size_bytes is not None:
            signed["ContentLength"] = size_bytes
        url = self._clients.s3_for_links.generate_presigned_url(
            "put_object",
            Params={"Bucket": self.bucket, "Key": key, "Metadata": metadata, **signed},
            ExpiresIn=self._link_seconds,
        )
        headers = {"Content-Type": content_type, "If-None-Match": "*"}
        headers |= {f"x-amz-meta-{name}": value for name, value in metadata.items()}
        return UploadLink(method="PUT", url=url, key=key, expires_at=expires_at, headers=headers)

    def _form(
        self,
        key: str,
        content_type: str,
        size_bytes: int | None,
        metadata: dict[str, str],
        expires_at: datetime,
    ) -> UploadLink:
        fields = {"Content-Type": content_type}
        fields |= {f"x-amz-meta-{name}": value for name, value in metadata.items()}
        least, most = (size_bytes, size_bytes) if size_bytes else (1, self._max_bytes)
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        form = self._clients.s3_for_links.generate_presigned_post(
            self.bucket,
            key,
            Fields=dict(fields),
            Conditions=[*conditions, ["content-length-range", least, most]],
            ExpiresIn=self._link_seconds,
        )
        return UploadLink(
            method="POST", url=form["url"], key=key, expires_at=expires_at, fields=form["fields"]
        )
