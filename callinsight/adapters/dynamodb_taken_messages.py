"""Which webhook messages were taken, in the operations table (its kinds: dynamodb_operations)."""

import time
from typing import TYPE_CHECKING

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import to_item
from callinsight.adapters.dynamodb_operation_items import OperationItems

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_TAKEN = "webhook_replay"
_KEPT_SECONDS = 2 * 24 * 3600  # EventBridge tries for a day, SNS for an hour


class DynamoDBTakenMessages:
    """One item per message, for two days. An item DynamoDB has not removed yet still counts."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._items = OperationItems(client, threads, table)

    async def is_known(self, message_id: str) -> bool:
        return await self._items.get(_TAKEN, message_id) is not None

    async def remember(self, message_id: str) -> None:
        item = {"pk": _TAKEN, "sk": message_id, "ttl": int(time.time()) + _KEPT_SECONDS}
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item, TableName=self._table, Item=to_item(item)
            )
