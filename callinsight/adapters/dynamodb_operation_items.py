"""Reading the operations table: one item by its keys, or all items of a kind."""

from typing import TYPE_CHECKING, Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import from_item, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class OperationItems:
    """What every store in the operations table reads with; reads are strongly consistent."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """Return one item, or None."""
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.get_item,
                TableName=self._table,
                Key=to_item({"pk": kind, "sk": name}),
                ConsistentRead=True,
            )
        return from_item(answer["Item"]) if "Item" in answer else None

    async def list(self, kind: str) -> list[dict[str, Any]]:
        """Return all items of a kind, by name."""
        items: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer = await self._threads.run(
                    self._client.query,
                    TableName=self._table,
                    KeyConditionExpression="pk = :pk",
                    ExpressionAttributeValues=to_item({":pk": kind}),
                    ConsistentRead=True,
                    **start,
                )
            items += [from_item(item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return items
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
