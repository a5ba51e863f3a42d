"""Deliveries in the operations table, each with one entry in the list that it belongs to.

A delivery that waits is in its target's list by moment, one that was given up in the list of
failures; delivery and entry change in one transaction, so that none is ever forgotten.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.delivery_cursor import read_delivery_cursor, write_delivery_cursor
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.adapters.dynamodb_operation_items import OperationItems
from callinsight.domain.delivery import KEPT_FOR, Delivery
from callinsight.domain.instant import instant_text
from callinsight.ports.deliveries import DeliveryPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_DELIVERY = "delivery"
_FAILED = "delivery_failed"
_AFTER_ALL_TEXT = "~"  # sorts behind everything that may follow a moment
_Key = dict[str, str]


class DynamoDBDeliveryStore:
    """The deliveries of the operations table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._items = OperationItems(client, threads, table)

    async def add_delivery(self, delivery: Delivery) -> bool:
        put = self._put(delivery) | {"ConditionExpression": "attribute_not_exists(pk)"}
        return await self._wrote([{"Put": put}, *self._entries(None, _entry(delivery))])

    async def get_delivery(self, delivery_id: str) -> Delivery | None:
        item = await self._items.get(_DELIVERY, delivery_id)
        return None if item is None else _delivery(item)

    async def change_delivery(self, seen: Delivery, to: Delivery) -> bool:
        put = self._put(to) | {
            "ConditionExpression": "version = :seen",
            "ExpressionAttributeValues": to_item({":seen": seen.version}),
        }
        return await self._wrote([{"Put": put}, *self._entries(_entry(seen), _entry(to))])

    async def list_due_deliveries(self, target: str, now: datetime, limit: int) -> Sequence[str]:
        items = await self._query(
            KeyConditionExpression="pk = :pk AND sk <= :now",
            ExpressionAttributeValues=to_item(
                {":pk": _due_at(target), ":now": instant_text(now) + _AFTER_ALL_TEXT}
            ),
            Limit=limit,
        )
        return [str(item["delivery_id"]) for item in items]

    async def list_deliveries(
        self, *, failed: bool, limit: int, cursor: str | None = None
    ) -> DeliveryPage:
        after = read_delivery_cursor(cursor, failed=failed)
        kind = _FAILED if failed else _DELIVERY
        start = {"ExclusiveStartKey": to_item({"pk": kind, "sk": after})} if after else {}
        items = await self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": kind}),
            ScanIndexForward=False,
            Limit=limit + 1,
            **start,
        )
        page = items[:limit]
        more = write_delivery_cursor(page[-1]["sk"], failed=failed) if len(items) > limit else None
        return DeliveryPage(tuple(await self._whole(page, failed=failed)), more)

    async def _whole(self, page: list[dict[str, Any]], *, failed: bool) -> list[Delivery]:
        if not failed:
            return [_delivery(item) for item in page]
        found = await asyncio.gather(*(self.get_delivery(item["sk"]) for item in page))
        return [delivery for delivery in found if delivery is not None]

    async def _wrote(self, actions: "list[TransactWriteItemTypeDef]") -> bool:
        """Write all or nothing; return False if the condition does not hold.

        A transaction that met another one raises, because the other one may not be written either.
        """
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(self._client.transact_write_items, TransactItems=actions)
            except ClientError as error:
                if error_code(error) != "TransactionCanceledException" or not _lost(error):
                    raise
                return False
        return True

    def _put(self, delivery: Delivery) -> Any:
        item = delivery.model_dump(mode="json", exclude_none=True)
        key = {"pk": _DELIVERY, "sk": delivery.delivery_id}
        return {"TableName": self._table, "Item": to_item({**item, **key, "ttl": _expiry()})}

    def _entries(self, old: _Key | None, new: _Key | None) -> "list[TransactWriteItemTypeDef]":
        """Return the actions that move the delivery from one list to another, or within one."""
        actions: list[TransactWriteItemTypeDef] = []
        if old is not None and old != new:
            key = to_item({"pk": old["pk"], "sk": old["sk"]})
            actions.append({"Delete": {"TableName": self._table, "Key": key}})
        if new is not None:
            item = to_item({**new, "ttl": _expiry()})
            actions.append({"Put": {"TableName": self._table, "Item": item}})
        return actions

    async def _query(self, **request: Any) -> list[dict[str, Any]]:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.query, TableName=self._table, ConsistentRead=True, **request
            )
        return [from_item(item) for item in answer["Items"]]


def _delivery(item: dict[str, Any]) -> Delivery:
    return Delivery.model_validate(item)


def _entry(delivery: Delivery) -> _Key | None:
    """Return the delivery's entry in the list that it belongs to."""
    name = {"delivery_id": delivery.delivery_id}
    if delivery.state == "waiting" and delivery.due_at is not None:
        moment = f"{instant_text(delivery.due_at)}/{delivery.delivery_id}"
        return {"pk": _due_at(delivery.target), "sk": moment, **name}
    if delivery.state == "failed":
        return {"pk": _FAILED, "sk": delivery.delivery_id, **name}
    return None


def _due_at(target: str) -> str:
    return f"delivery_due/{target}"


def _expiry() -> int:
    return int(time.time() + KEPT_FOR.total_seconds())


def _lost(error: ClientError) -> bool:
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons)
