"""Counts of paid requests in DynamoDB: items (evaluation_request, name) of the operations table."""

from typing import TYPE_CHECKING

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import from_item, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KIND = "evaluation_request"


class DynamoDBRequestCounts:
    """One atomic addition tells everybody a number of their own."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def count(self, name: str) -> int:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.update_item,
                TableName=self._table,
                Key=to_item({"pk": _KIND, "sk": name}),
                UpdateExpression="ADD requests :one",
                ExpressionAttributeValues=to_item({":one": 1}),
                ReturnValues="ALL_NEW",
            )
        return int(from_item(answer["Attributes"])["requests"])

    async def forget(self, name: str) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.delete_item,
                TableName=self._table,
                Key=to_item({"pk": _KIND, "sk": name}),
            )
