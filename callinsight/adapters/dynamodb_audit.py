"""The audit in DynamoDB: each line twice, under its month and under its call, both by time.

Neither list needs a scan, and months are few: a year back is read with twelve queries at most.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.adapters.opaque_cursor import read_opaque, write_opaque
from callinsight.clock import utc_now
from callinsight.domain.audit import AuditLine
from callinsight.domain.instant import instant_text
from callinsight.ports.audit import AuditPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIRST_MONTH = "2026-01"  # no line is older than the product
MONTHS_PER_REQUEST = 12


class _Cursor(BaseModel):
    """The position to continue behind: a line's, or a month from its end on."""

    model_config = ConfigDict(extra="forbid")

    behind: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])([0-9T:.Z-]{20} [0-9a-z]{26})?$")


class DynamoDBAuditLog:
    """The audit's items of the operations table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def add(self, line: AuditLine) -> None:
        item = line.model_dump(mode="json", exclude_none=True)
        places = [_of_month(instant_text(line.at)[:7])]
        places += [_of_call(line.call_id)] if line.call_id else []
        items = [to_item({"pk": place, "sk": line.position, **item}) for place in places]
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.transact_write_items,
                TransactItems=[{"Put": {"TableName": self._table, "Item": item}} for item in items],
            )

    async def of_call(self, call_id: str, limit: int) -> Sequence[AuditLine]:
        return await self._newest(_of_call(call_id), None, limit)

    async def page(self, cursor: str | None, limit: int) -> AuditPage:
        position = (
            instant_text(utc_now())[:7] if cursor is None else read_opaque(_Cursor, cursor).behind
        )
        lines: list[AuditLine] = []
        for _ in range(MONTHS_PER_REQUEST):
            month, before = position[:7], position if len(position) > len(FIRST_MONTH) else None
            lines += await self._newest(_of_month(month), before, limit - len(lines))
            if len(lines) == limit:
                return AuditPage(lines, write_opaque(_Cursor(behind=lines[-1].position)))
            if month <= FIRST_MONTH:
                return AuditPage(lines, None)
            position = _month_before(month)
        return AuditPage(lines, write_opaque(_Cursor(behind=position)))

    async def _newest(self, place: str, before: str | None, limit: int) -> list[AuditLine]:
        known = "pk = :pk AND sk < :before" if before else "pk = :pk"
        values = {":pk": place, **({":before": before} if before else {})}
        lines: list[AuditLine] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer = await self._threads.run(
                    self._client.query,
                    TableName=self._table,
                    KeyConditionExpression=known,
                    ExpressionAttributeValues=to_item(values),
                    ScanIndexForward=False,
                    ConsistentRead=True,
                    Limit=limit - len(lines),
                    **start,
                )
            lines += [AuditLine.model_validate(from_item(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer or len(lines) >= limit:
                return lines
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _of_month(month: str) -> str:
    return f"audit {month}"


def _of_call(call_id: str) -> str:
    return f"audit {call_id}"


def _month_before(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year}-{number - 1:02d}" if number > 1 else f"{year - 1}-12"
