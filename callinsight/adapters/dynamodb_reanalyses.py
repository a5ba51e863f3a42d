"""Re-analyses in DynamoDB: items (reanalysis, job) of the operations table."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.adapters.dynamodb_operation_items import OperationItems
from callinsight.domain.reanalysis import KEPT, Reanalysis

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KIND = "reanalysis"


class DynamoDBReanalysisStore:
    """A job is one JSON text beside its revision, on which every change depends."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._items = OperationItems(client, threads, table)

    async def add_job(self, job: Reanalysis) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item, TableName=self._table, Item=to_item(_item(job))
            )

    async def get_job(self, job_id: str) -> Reanalysis | None:
        item = await self._items.get(_KIND, job_id)
        return None if item is None else _job(item)

    async def replace_job(self, job: Reanalysis, *, seen: Reanalysis) -> bool:
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.put_item,
                    TableName=self._table,
                    Item=to_item(_item(job)),
                    ConditionExpression="revision = :seen",
                    ExpressionAttributeValues=to_item({":seen": seen.revision}),
                )
            except ClientError as error:
                if error_code(error) != "ConditionalCheckFailedException":
                    raise
                return await self.get_job(job.job_id) == job  # its own answer may have been lost
        return True

    async def list_jobs(self, limit: int) -> Sequence[Reanalysis]:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.query,
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=to_item({":pk": _KIND}),
                ConsistentRead=True,
                ScanIndexForward=False,
                Limit=limit,
            )
        return [_job(from_item(item)) for item in answer["Items"]]


def _item(job: Reanalysis) -> dict[str, Any]:
    return {
        "pk": _KIND,
        "sk": job.job_id,
        "revision": job.revision,
        "job": job.model_dump_json(exclude_none=True),
        "ttl": int(time.time() + KEPT.total_seconds()),
    }


def _job(item: dict[str, Any]) -> Reanalysis:
    return Reanalysis.model_validate_json(item["job"])
