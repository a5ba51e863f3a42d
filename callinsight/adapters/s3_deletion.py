"""Deleting from S3 for good: every version, and the delete markers too."""

from typing import TYPE_CHECKING, Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.domain.errors.deployment import AccessDeniedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ErrorTypeDef, ObjectIdentifierTypeDef


async def delete_prefix(client: "S3Client", threads: AwsThreads, bucket: str, prefix: str) -> int:
    """Delete all versions of all keys that begin with `prefix`; return how many."""
    return await _delete(client, threads, bucket, prefix, lambda _item: True)


async def delete_versions(client: "S3Client", threads: AwsThreads, bucket: str, key: str) -> int:
    """Delete all versions of one key; return how many."""
    return await _delete(client, threads, bucket, key, lambda item: item["Key"] == key)


async def delete_older_versions(
    client: "S3Client", threads: AwsThreads, bucket: str, key: str
) -> int:
    """Delete all versions of one key but the latest; return how many."""
    return await _delete(
        client,
        threads,
        bucket,
        key,
        lambda item: item["Key"] == key and not item.get("IsLatest"),
    )


async def _delete(
    client: "S3Client",
    threads: AwsThreads,
    bucket: str,
    prefix: str,
    chosen: "Callable[[Mapping[str, Any]], bool]",
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
                if chosen(item)
            ]
            if objects:
                answer = await threads.run(
                    client.delete_objects, Bucket=bucket, Delete={"Objects": objects, "Quiet": True}
                )
                _require_all_deleted(answer.get("Errors", []), bucket)
        deleted += len(objects)
        if not page.get("IsTruncated"):
            return deleted
        request["KeyMarker"] = page["NextKeyMarker"]
        request["VersionIdMarker"] = page["NextVersionIdMarker"]


def _require_all_deleted(refused: "Sequence[ErrorTypeDef]", bucket: str) -> None:
    """S3 answers 200 even if it kept some objects: locked, or not ours to delete."""
    if refused:
        codes = ", ".join(sorted({str(item.get("Code", "unknown")) for item in refused}))
        raise AccessDeniedError(
            f"AWS kept {len(refused)} object(s) of the bucket {bucket} ({codes})."
        )
