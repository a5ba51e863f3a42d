"""Reading one version of an S3 object as a stream that survives broken connections."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.ports.recordings import Source

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

CHUNK_BYTES = 1 << 20
RESUMES = 5
GONE = {"404", "412", "NoSuchKey", "NoSuchVersion", "PreconditionFailed"}


async def stream_object(
    client: "S3Client", threads: AwsThreads, source: Source
) -> AsyncIterator[bytes]:
    """Yield the bytes of exactly this version.

    boto3 does not retry the body of an answer, so a broken read goes on from where it stopped
    (Range, If-Match), up to five times without progress. Raises `RecordingMissingError` if the
    version is gone or was replaced, `ServiceUnavailableError` if S3 keeps breaking off.
    """
    position, failures = 0, 0
    body: StreamingBody | None = None
    try:
        while position < source.size_bytes:
            try:
                body = body or await _open(client, threads, source, position)
                chunk = await threads.run(body.read, CHUNK_BYTES)
            except (BotoCoreError, ServiceUnavailableError):
                chunk = b""
            if chunk:
                position, failures = position + len(chunk), 0
                yield chunk
                continue
            _close(body)
            body, failures = None, failures + 1
            if failures > RESUMES:
                raise ServiceUnavailableError("S3 broke off the recording several times.")
            await asyncio.sleep(0.1 * 2**failures)
    finally:
        _close(body)


async def _open(
    client: "S3Client", threads: AwsThreads, source: Source, position: int
) -> "StreamingBody":
    request: dict[str, Any] = {
        "Bucket": source.bucket,
        "Key": source.key,
        "IfMatch": source.etag,
    }
    if source.version_id is not None:
        request["VersionId"] = source.version_id
    if position:
        request["Range"] = f"bytes={position}-"
    with aws_errors(f"bucket {source.bucket}"):
        try:
            answer = await threads.run(client.get_object, **request)
        except ClientError as error:
            if error_code(error) in GONE:
                raise RecordingMissingError(
                    "The recording was deleted or replaced while it was read."
                ) from error
            raise
    body = answer["Body"]
    if position and "ContentRange" not in answer:  # a server that ignores Range starts anew
        await threads.run(_skip, body, position)
    return body


def _skip(body: "StreamingBody", count: int) -> None:
    while count > 0 and (chunk := body.read(min(count, CHUNK_BYTES))):
        count -= len(chunk)


def _close(body: "StreamingBody | None") -> None:
    if body is not None:
        body.close()
