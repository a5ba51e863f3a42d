"""The ledger in DynamoDB: each line twice, under its call and under its day; no list needs a scan.

The line under the call is the gate: a request written again on another day has its line already.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.ledger import LedgerLine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDBLedger:
    """The ledger's items of the operations table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def add(self, line: LedgerLine) -> bool:
        of_call = self._put(_of_call(line.call_id), line)
        of_call["ConditionExpression"] = "attribute_not_exists(pk)"
        of_day = self._put(_of_day(line.day), line)
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.transact_write_items,
                    TransactItems=[{"Put": of_call}, {"Put": of_day}],
                )
            except ClientError as error:
                if error_code(error) != "TransactionCanceledException" or not _kept(error):
                    raise
                return False
        return True

    async def of_call(self, call_id: str) -> Sequence[LedgerLine]:
        return await self._lines(_of_call(call_id))

    async def of_day(self, day: date) -> Sequence[LedgerLine]:
        return await self._lines(_of_day(day))

    def _put(self, place: str, line: LedgerLine) -> Any:
        item = line.model_dump(mode="json", exclude_none=True)
        return {
            "TableName": self._table,
            "Item": to_item({"pk": place, "sk": line.id, **item}),
        }

    async def _lines(self, place: str) -> list[LedgerLine]:
        lines: list[LedgerLine] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer = await self._threads.run(
                    self._client.query,
                    TableName=self._table,
                    KeyConditionExpression="pk = :pk",
                    ExpressionAttributeValues=to_item({":pk": place}),
                    ConsistentRead=True,
                    **start,
                )
            lines += [LedgerLine.model_validate(from_item(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return lines
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _of_call(call_id: str) -> str:
    return f"ledger of {call_id}"


def _of_day(day: date) -> str:
    return f"ledger {day.isoformat()}"


def _kept(error: ClientError) -> bool:
    """Say whether the request had its line; a transaction that met another one may not have."""
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons)
