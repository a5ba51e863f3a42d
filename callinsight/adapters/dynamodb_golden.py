"""The golden set in DynamoDB: items (golden, call with profile and field) of the operations table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.golden import GoldenLabel

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KIND = "golden"


class DynamoDBGoldenStore:
    """A label is one JSON text: a table's own numbers would not tell 1 from 1.0."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def put_label(self, label: GoldenLabel) -> None:
        place = {"pk": _KIND, "sk": _name(label.call_id, label.profile_id, label.pointer)}
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item,
                TableName=self._table,
                Item=to_item({**place, "label": label.model_dump_json()}),
            )

    async def remove_label(self, call_id: str, profile_id: str, pointer: str) -> bool:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.delete_item,
                TableName=self._table,
                Key=to_item({"pk": _KIND, "sk": _name(call_id, profile_id, pointer)}),
                ReturnValues="ALL_OLD",
            )
        return "Attributes" in answer

    async def labels_of(self, call_id: str) -> Sequence[GoldenLabel]:
        return await self._labels(
            "pk = :pk AND begins_with(sk, :call)", {":pk": _KIND, ":call": f"{call_id} "}
        )

    async def list_labels(self) -> Sequence[GoldenLabel]:
        return await self._labels("pk = :pk", {":pk": _KIND})

    async def erase_labels(self, call_id: str) -> None:
        for label in await self.labels_of(call_id):
            await self.remove_label(call_id, label.profile_id, label.pointer)

    async def _labels(self, known: str, values: dict[str, str]) -> list[GoldenLabel]:
        labels: list[GoldenLabel] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer = await self._threads.run(
                    self._client.query,
                    TableName=self._table,
                    KeyConditionExpression=known,
                    ExpressionAttributeValues=to_item(values),
                    ConsistentRead=True,
                    **start,
                )
            labels += [
                GoldenLabel.model_validate_json(from_item(item)["label"])
                for item in answer["Items"]
            ]
            if "LastEvaluatedKey" not in answer:
                return labels
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _name(call_id: str, profile_id: str, pointer: str) -> str:
    return f"{call_id} {profile_id} {pointer}"
