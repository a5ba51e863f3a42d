"""API keys in DynamoDB: items (api_key, key id) of the operations table."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.adapters.dynamodb_operation_items import OperationItems
from callinsight.domain.api_key import ApiKey
from callinsight.domain.instant import instant_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KIND = "api_key"
_REFUSED = "ConditionalCheckFailedException"


class DynamoDBApiKeyStore:
    """The keys in the operations table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._items = OperationItems(client, threads, table)

    async def add_key(self, key: ApiKey) -> bool:
        document = key.model_dump(mode="json", exclude_none=True)
        item = {"pk": _KIND, "sk": key.key_id, **document, "scopes": sorted(key.scopes)}
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.put_item,
                    TableName=self._table,
                    Item=to_item(item),
                    ConditionExpression="attribute_not_exists(pk)",
                )
            except ClientError as error:
                if error_code(error) != _REFUSED:
                    raise
                return False
        return True

    async def get_key(self, key_id: str) -> ApiKey | None:
        item = await self._items.get(_KIND, key_id)
        return None if item is None else ApiKey.model_validate(item)

    async def list_keys(self) -> Sequence[ApiKey]:
        keys = [ApiKey.model_validate(item) for item in await self._items.list(_KIND)]
        return sorted(keys, key=lambda key: key.created_at)

    async def revoke_key(self, key_id: str, at: datetime) -> ApiKey | None:
        return await self._set(key_id, "revoked_at = if_not_exists(revoked_at, :at)", at)

    async def note_key_used(self, key_id: str, at: datetime) -> None:
        await self._set(key_id, "last_used_at = :at", at)

    async def _set(self, key_id: str, change: str, at: datetime) -> ApiKey | None:
        """Change a key that is there; return what it has become."""
        with aws_errors(f"table {self._table}"):
            try:
                answer = await self._threads.run(
                    self._client.update_item,
                    TableName=self._table,
                    Key=to_item({"pk": _KIND, "sk": key_id}),
                    UpdateExpression=f"SET {change}",
                    ConditionExpression="attribute_exists(pk)",
                    ExpressionAttributeValues=to_item({":at": instant_text(at)}),
                    ReturnValues="ALL_NEW",
                )
            except ClientError as error:
                if error_code(error) != _REFUSED:
                    raise
                return None
        return ApiKey.model_validate(from_item(answer["Attributes"]))
