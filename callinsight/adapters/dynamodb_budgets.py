"""Budgets in DynamoDB: the sums of each day and budget, and an item for each request that holds some.

Reserving is one transaction whose conditions are the limits, so no number of processes can go beyond.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.budget import BudgetLimit, Reservation, Room, Taken, room_for
from callinsight.domain.errors.base import ServiceUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LIMITS = "budget limits"


class DynamoDBBudgetStore:
    """The budgets' items of the operations table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def open_day(self, day: date, scope: str, spent: float) -> None:
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.update_item,
                    TableName=self._table,
                    Key=to_item({"pk": _day(day), "sk": scope}),
                    UpdateExpression="SET held = :spent, spent = :spent",
                    ConditionExpression="attribute_not_exists(held) OR held < :spent",
                    ExpressionAttributeValues=to_item({":spent": spent}),
                )
            except ClientError as error:
                if error_code(error) != "ConditionalCheckFailedException":
                    raise

    async def reserve(self, wanted: Reservation, limits: Mapping[str, float]) -> Room:
        before = await self._reservation(wanted)
        if before is not None and before.day >= wanted.day:
            return Room.FREE
        if any(limits[scope] < wanted.usd for scope in wanted.scopes):
            return Room.NONE
        put = {
            "TableName": self._table,
            "Item": to_item({**_place(wanted), **wanted.model_dump(mode="json")}),
            "ConditionExpression": "attribute_not_exists(pk) OR #day < :day",
            "ExpressionAttributeNames": {"#day": "day"},
            "ExpressionAttributeValues": to_item({":day": wanted.day.isoformat()}),
        }
        sums = [
            {
                **self._added(wanted.day, scope, held=wanted.usd),
                "ConditionExpression": "attribute_not_exists(held) OR held <= :room",
            }
            for scope in wanted.scopes
        ]
        for item, scope in zip(sums, wanted.scopes, strict=True):
            item["ExpressionAttributeValues"] |= to_item({":room": limits[scope] - wanted.usd})
        refused = await self._transacted([{"Put": put}, *({"Update": each} for each in sums)])
        if not refused or refused[0]:
            return Room.FREE
        room = room_for(wanted.usd, await self.taken(wanted.day), limits)
        return Room.HELD if room is Room.FREE else room  # it came back a moment ago

    async def settle(self, wanted: Reservation, usd: float) -> None:
        held = await self._reservation(wanted)
        if held is None:
            return
        gone = {
            "TableName": self._table,
            "Key": to_item(_place(wanted)),
            "ConditionExpression": "attribute_exists(pk)",
        }
        sums = [
            self._added(held.day, scope, held=usd - held.usd, spent=usd) for scope in held.scopes
        ]
        await self._transacted([{"Delete": gone}, *({"Update": each} for each in sums)])

    async def taken(self, day: date) -> Mapping[str, Taken]:
        items = await self._items(_day(day))
        return {str(item["sk"]): _taken(item) for item in items}

    async def forget(self, call_id: str) -> None:
        for item in await self._items(_call(call_id)):
            await self._delete(item["pk"], item["sk"])

    async def limits(self) -> Sequence[BudgetLimit]:
        return [BudgetLimit.model_validate(item) for item in await self._items(_LIMITS)]

    async def set_limit(self, limit: BudgetLimit) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item,
                TableName=self._table,
                Item=to_item({"pk": _LIMITS, "sk": limit.scope, **limit.model_dump(mode="json")}),
            )

    async def drop_limit(self, scope: str) -> None:
        await self._delete(_LIMITS, scope)

    async def _delete(self, pk: str, sk: str) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.delete_item,
                TableName=self._table,
                Key=to_item({"pk": pk, "sk": sk}),
            )

    def _added(self, day: date, scope: str, **usd: float) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": to_item({"pk": _day(day), "sk": scope}),
            "UpdateExpression": "ADD " + ", ".join(f"{name} :{name}" for name in usd),
            "ExpressionAttributeValues": to_item({f":{name}": more for name, more in usd.items()}),
        }

    async def _reservation(self, wanted: Reservation) -> Reservation | None:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.get_item,
                TableName=self._table,
                Key=to_item(_place(wanted)),
                ConsistentRead=True,
            )
        return Reservation.model_validate(from_item(answer["Item"])) if "Item" in answer else None

    async def _transacted(self, items: list[Any]) -> list[bool]:
        """Write all or nothing; return, if a condition did not hold, for which items."""
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(self._client.transact_write_items, TransactItems=items)
            except ClientError as error:
                if error_code(error) != "TransactionCanceledException":
                    raise
                refused = _refused(error)
                if not any(refused):
                    raise ServiceUnavailableError("Two requests met at a budget.") from error
                return refused
        return []

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


def _day(day: date) -> str:
    return f"budget {day.isoformat()}"


def _call(call_id: str) -> str:
    return f"budget of {call_id}"


def _place(wanted: Reservation) -> dict[str, str]:
    return {"pk": _call(wanted.call_id), "sk": wanted.id}


def _taken(item: Mapping[str, Any]) -> Taken:
    return Taken(float(item["held"]), float(item.get("spent", 0.0)))


def _refused(error: ClientError) -> list[bool]:
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return [reason.get("Code") == "ConditionalCheckFailed" for reason in reasons]
