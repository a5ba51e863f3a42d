"""Exports in S3."""

from pathlib import Path
from typing import TYPE_CHECKING

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.s3_deletion import delete_older_versions

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3ExportStore:
    """A prefix of a bucket."""

    def __init__(self, client: "S3Client", threads: AwsThreads, bucket: str, prefix: str) -> None:
        self._client = client
        self._threads = threads
        self.bucket = bucket
        self.prefix = prefix.strip("/")

    async def put(self, key: str, path: Path) -> None:
        """Leave a file; older versions may name calls that are erased now, so they go."""
        key = f"{self.prefix}/{key}" if self.prefix else key
        with aws_errors(f"bucket {self.bucket}"):
            await self._threads.run(
                self._client.upload_file,
                str(path),
                self.bucket,
                key,
                ExtraArgs={"ContentType": "application/vnd.apache.parquet"},
            )
        await delete_older_versions(self._client, self._threads, self.bucket, key)
