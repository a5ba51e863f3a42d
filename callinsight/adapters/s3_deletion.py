"""Deleting from S3 for good: every version, and the delete markers too."""

from typing import TYPE_CHECKING, Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef


async def delete_prefix(client: "S3Client", threads: AwsThreads, bucket: str, prefix: str) -> int:
    """Delete all versions of all keys that begin with `prefix`; return how many."""
    return await _delete(client, threads, bucket, prefix, exact=False)


async def delete_versions(client: "S3Client", threads: AwsThreads, bucket: str, key: str) -> int:
    """Delete all versions of one key; return how many."""
    return await _delete(client, threads, bucket, key, exact=True)


async def _delete(
    client: "S3Client", threads: AwsThreads, bucket: str, prefix: str, *, exact: bool
) -> int:
    if not prefix:
        raise ValueError("an empty prefix would delete the whole bucket")
    deleted = 0
    request: dict[str, Any] = {"Bucket": bucket, "Prefix": prefix}
    while True:
        with aws_errors(f"bucket {bucket}"):
            page = await threads.run(client.list_object_versions, **request)
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            objects: list[ObjectIdentifierTypeDef] = [
                {"Key": item["Key"], "VersionId": item["VersionId"]}
                for item in found
                if not exact or item["Key"] == prefix
            ]
            if objects:
                await threads.run(
                    client.delete_objects, Bucket=bucket, Delete={"Objects": objects, "Quiet": True}
                )
        deleted += len(objects)
        if not page.get("IsTruncated"):
            return deleted
        request["KeyMarker"] = page["NextKeyMarker"]
        request["VersionIdMarker"] = page["NextVersionIdMarker"]
