"""Counts of paid requests in DynamoDB: items (lone_request, name) of the operations table."""

from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.instant import instant_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KIND = "lone_request"


class DynamoDBRequestCounts:
    """One conditional addition lets one process at a time go on."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def claim(self, name: str, now: datetime, until: datetime) -> int | None:
        with aws_errors(f"table {self._table}"):
            try:
                answer = await self._threads.run(
                    self._client.update_item,
                    TableName=self._table,
                    Key=to_item({"pk": _KIND, "sk": name}),
                    UpdateExpression="SET claimed_until = :until ADD requests :one",
                    ConditionExpression="attribute_not_exists(claimed_until) OR claimed_until < :now",
                    ExpressionAttributeValues=to_item(
                        {":one": 1, ":until": instant_text(until), ":now": instant_text(now)}
                    ),
                    ReturnValues="ALL_NEW",
                )
            except ClientError as error:
                if error_code(error) != "ConditionalCheckFailedException":
                    raise
                return None
        return int(from_item(answer["Attributes"])["requests"])

    async def release(self, name: str) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.update_item,
                TableName=self._table,
                Key=to_item({"pk": _KIND, "sk": name}),
                UpdateExpression="REMOVE claimed_until",
            )

    async def take_back(self, name: str) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.update_item,
                TableName=self._table,
                Key=to_item({"pk": _KIND, "sk": name}),
                UpdateExpression="REMOVE claimed_until ADD requests :less",
                ExpressionAttributeValues=to_item({":less": -1}),
            )

    async def forget(self, name: str) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.delete_item,
                TableName=self._table,
                Key=to_item({"pk": _KIND, "sk": name}),
            )
