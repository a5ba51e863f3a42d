"""Looking for a text in everything that keeps something: buckets, tables, the queue, Prefect, logs."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyarrow.parquet import read_table

from callinsight.adapters.aws import AwsClients
from callinsight.services import Services
from tests.flows.test_prefect import everything_stored


async def stores_with(
    world: Services, text: str, logs: pytest.LogCaptureFixture, output: str
) -> set[str]:
    """Return the names of the stores that hold the text; no store is left out, no version either."""
    configured, aws = world.settings, world.aws
    held = {
        "recordings": _in_bucket(aws, configured.recordings_bucket),
        "artifacts": _in_bucket(aws, configured.artifacts_bucket),
        "calls": _in_table(aws, configured.calls_table),
        "profiles": _in_table(aws, configured.profiles_table),
        "operations": _in_table(aws, configured.operations_table),
        "queue": _in_queue(aws, configured.queue_url),
        "prefect": iter([await everything_stored()]),
        "logs": iter([logs.text, output]),
    }
    return {name for name, texts in held.items() if any(text in each for each in texts)}


def _in_bucket(aws: AwsClients, bucket: str) -> Iterator[str]:
    """Yield each version's key, metadata and content; a table's rows as text."""
    pages = aws.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    for page in pages:
        yield from (marker["Key"] for marker in page.get("DeleteMarkers", []))
        for version in page.get("Versions", []):
            key = version["Key"]
            found = aws.s3.get_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])
            body = found["Body"].read()
            is_table = key.endswith(".parquet")
            content = read_table(io.BytesIO(body)).to_pylist() if is_table else body
            yield f"{key} {found['Metadata']} {found['ContentType']} {content!r}"


def _in_table(aws: AwsClients, table: str) -> Iterator[str]:
    for page in aws.dynamodb.get_paginator("scan").paginate(TableName=table):
        yield from (json.dumps(item, default=repr) for item in page["Items"])


def _in_queue(aws: AwsClients, url: str) -> Iterator[str]:
    told: Any = aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    yield from (message["Body"] for message in told.get("Messages", []))
