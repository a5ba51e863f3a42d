"""Artifacts in S3, gzipped; the key says what shaped the content, so it never changes."""

import gzip
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.s3_deletion import delete_prefix

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3ArtifactStore:
    """The artifacts bucket."""

    def __init__(self, client: "S3Client", threads: AwsThreads, bucket: str) -> None:
        self._client = client
        self._threads = threads
        self._bucket = bucket

    async def get(self, key: str) -> bytes | None:
        with aws_errors(f"bucket {self._bucket}"):
            try:
                return await self._threads.run(self._read, key)
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    return None
                raise

    async def put(self, key: str, body: bytes) -> None:
        packed = await self._threads.run(gzip.compress, body, 6, mtime=0)
        with aws_errors(f"bucket {self._bucket}"):
            await self._threads.run(
                self._client.put_object,
                Bucket=self._bucket,
                Key=key,
                Body=packed,
                ContentType="application/json",
                ContentEncoding="gzip",
            )

    async def delete_all(self, prefix: str) -> int:
        return await delete_prefix(self._client, self._threads, self._bucket, prefix)

    def _read(self, key: str) -> bytes:
        return gzip.decompress(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
