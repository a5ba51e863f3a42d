"""Small operational state in DynamoDB. Item kinds (pk, sk):

heartbeat, process id     one item per process, rewritten every five seconds
alarm, provider           what a person has to know of a provider; expires after a day
idempotency, key          the call that an Idempotency-Key and its request created; expires after a day
webhook_replay, message   a webhook message that came in and was taken; expires after two days
audit month, moment       what somebody changed; `audit {call_id}` holds it once more (dynamodb_audit.py)
delivery, id              news on its way to one receiver; this kind and those below expire after
                          30 days and are kept by `dynamodb_deliveries`
delivery_due/target, moment and id   a delivery that waits, in the order of time
delivery_failed, id       a delivery that was given up
reanalysis, job           one job that analyzes many calls anew; expires 90 days after its last change
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.adapters.dynamodb_operation_items import OperationItems
from callinsight.domain.alarm import Alarm
from callinsight.domain.errors.call import IdempotencyKeyReusedError
from callinsight.domain.liveness import Heartbeat

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_HEARTBEAT = "heartbeat"
_IDEMPOTENCY = "idempotency"
_ALARM = "alarm"
_DAY_SECONDS = 24 * 3600
_IS_THERE = "attribute_exists(pk) AND #ttl >= :now"


class DynamoDBOperationsStore:
    """The operations table."""

    def __init__(
        self,
        client: "DynamoDBClient",
        threads: AwsThreads,
        table: str,
        beats: "DynamoDBClient | None" = None,
    ) -> None:
        self._client = client
        self._beats = beats or client
        self._threads = threads
        self._table = table
        self._items = OperationItems(client, threads, table)

    def beat(self, heartbeat: Heartbeat) -> None:
        item = {"pk": _HEARTBEAT, "sk": heartbeat.process_id, "ttl": _in_seconds(_DAY_SECONDS)}
        item |= heartbeat.model_dump(mode="json", exclude_none=True)
        with aws_errors(f"table {self._table}"):
            self._beats.put_item(TableName=self._table, Item=to_item(item))

    def remove(self, process_id: str) -> None:
        with aws_errors(f"table {self._table}"):
            self._client.delete_item(
                TableName=self._table, Key=to_item({"pk": _HEARTBEAT, "sk": process_id})
            )

    async def list_heartbeats(self) -> Sequence[Heartbeat]:
        return [Heartbeat.model_validate(item) for item in await self._items.list(_HEARTBEAT)]

    async def get_heartbeat(self, process_id: str) -> Heartbeat | None:
        item = await self._items.get(_HEARTBEAT, process_id)
        return None if item is None else Heartbeat.model_validate(item)

    async def remember(self, key: str, call_id: str, *, request: str) -> str:
        item = {"pk": _IDEMPOTENCY, "sk": key, "ttl": _in_seconds(_DAY_SECONDS)}
        item |= {"call_id": call_id, "request": request}
        known = (
            item
            if await self._put(item, unless=_IS_THERE)
            else await self._items.get(_IDEMPOTENCY, key) or item
        )
        if known.get("request", request) != request:
            raise IdempotencyKeyReusedError("The Idempotency-Key was used for another request.")
        return str(known["call_id"])

    async def open_alarm(self, alarm: Alarm) -> bool:
        item = {"pk": _ALARM, "sk": alarm.provider, "ttl": _in_seconds(_DAY_SECONDS)}
        item |= alarm.model_dump(mode="json")
        known = _IS_THERE if alarm.is_outage else f"{_IS_THERE} AND event = :event"
        return await self._put(item, unless=known)

    async def close_alarm(self, provider: str) -> Alarm | None:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.delete_item,
                TableName=self._table,
                Key=to_item({"pk": _ALARM, "sk": provider}),
                ReturnValues="ALL_OLD",
            )
        item = answer.get("Attributes")
        return Alarm.model_validate(from_item(item)) if item else None

    async def list_alarms(self) -> Sequence[Alarm]:
        return [
            Alarm.model_validate(item)
            for item in await self._items.list(_ALARM)
            if item["ttl"] >= _in_seconds(0)
        ]

    async def _put(self, item: dict[str, Any], *, unless: str) -> bool:
        """Put the item unless a condition on the present one holds; return whether it was put."""
        values = {":now": _in_seconds(0)}
        if ":event" in unless:
            values |= {":event": item["event"]}
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.put_item,
                    TableName=self._table,
                    Item=to_item(item),
                    ConditionExpression=f"NOT ({unless})",
                    ExpressionAttributeNames={"#ttl": "ttl"},
                    ExpressionAttributeValues=to_item(values),
                )
            except ClientError as error:
                if error_code(error) != "ConditionalCheckFailedException":
                    raise
                return False
        return True


def _in_seconds(seconds: int) -> int:
    """DynamoDB deletes an item some time after this moment, in seconds since 1970."""
    return int(time.time()) + seconds
