"""The ledger in DynamoDB: lines under their calls, and sums under their days; no list needs a scan.

A line and its sum are one transaction. Each sum is spread over a few items, so that calls that end
at the same moment seldom meet at one; reading adds them up.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from zlib import crc32

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.ledger import (
    Account,
    LedgerLine,
    Spending,
    settled,
    settling,
    spending_of,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef, UpdateTypeDef

SPREAD = 16
_SUMS = tuple(Spending.model_fields)


class DynamoDBLedger:
    """The ledger's items of the operations table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def add(self, line: LedgerLine) -> bool:
        counted = {line.account: spending_of(line)}
        if await self._written(line, "attribute_not_exists(pk)", counted):
            return True
        if line.usd is None:
            return False
        lines = {each.id: each for each in await self.of_call(line.call_id)}
        before = lines.get(line.id)
        known = settled(before, line) if before else None
        if before is None or known is None:
            return False
        unpriced = "attribute_exists(pk) AND attribute_not_exists(usd)"
        return await self._written(known, unpriced, settling(before, known))

    async def of_call(self, call_id: str) -> Sequence[LedgerLine]:
        return [LedgerLine.model_validate(item) for item in await self._items(_of_call(call_id))]

    async def of_day(self, day: date) -> Mapping[Account, Spending]:
        sums: dict[Account, Spending] = {}
        for item in await self._items(_of_day(day)):
            *names, _ = json.loads(item["sk"])
            account = Account(day, *names)
            found = Spending.model_validate({name: item[name] for name in _SUMS})
            sums[account] = sums.get(account, Spending()) + found
        return {account: spent for account, spent in sums.items() if spent.requests}

    async def erase_lines(self, call_id: str) -> None:
        for line in await self.of_call(call_id):
            with aws_errors(f"table {self._table}"):
                await self._threads.run(
                    self._client.delete_item,
                    TableName=self._table,
                    Key=to_item({"pk": _of_call(call_id), "sk": line.id}),
                )

    async def _written(
        self, line: LedgerLine, condition: str, counted: Mapping[Account, Spending]
    ) -> bool:
        """Write a line and count it; False if the condition does not hold."""
        item = line.model_dump(mode="json", exclude_none=True)
        put: PutTypeDef = {
            "TableName": self._table,
            "Item": to_item({"pk": _of_call(line.call_id), "sk": line.id, **item}),
            "ConditionExpression": condition,
        }
        writes: list[TransactWriteItemTypeDef] = [{"Put": put}]
        writes += [{"Update": self._count(line.id, *each)} for each in counted.items()]
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.transact_write_items,
                    TransactItems=writes,
                )
            except ClientError as error:
                if error_code(error) != "TransactionCanceledException":
                    raise
                if _refused(error):
                    return False
                raise ServiceUnavailableError("Two lines of the ledger met.") from error
        return True

    def _count(self, line_id: str, account: Account, counted: Spending) -> "UpdateTypeDef":
        return {
            "TableName": self._table,
            "Key": to_item({"pk": _of_day(account.day), "sk": _sum_name(line_id, account)}),
            "UpdateExpression": "ADD " + ", ".join(f"#{name} :{name}" for name in _SUMS),
            "ExpressionAttributeNames": {f"#{name}": name for name in _SUMS},
            "ExpressionAttributeValues": to_item(
                {f":{name}": getattr(counted, name) for name in _SUMS}
            ),
        }

    async def _items(self, place: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
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
            items += map(from_item, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return items
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _of_call(call_id: str) -> str:
    return f"ledger of {call_id}"


def _of_day(day: date) -> str:
    return f"spending {day.isoformat()}"


def _sum_name(line_id: str, account: Account) -> str:
    """Name the item of a sum that counts a line: all that it is summed by, and one of its parts."""
    _, *names = account
    return json.dumps([*names, crc32(line_id.encode()) % SPREAD])


def _refused(error: ClientError) -> bool:
    """Say whether the condition did not hold, and not that another transaction was met."""
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons)
