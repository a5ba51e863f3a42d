"""Calls in DynamoDB: one conditional update per write, lists from indexes only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_attribute, to_item
from callinsight.adapters.dynamodb_lists import CallLists
from callinsight.domain.call import Call, Lane
from callinsight.domain.dispatch import LOOK_AGAIN
from callinsight.domain.instant import instant_text
from callinsight.domain.listing import with_list_fields
from callinsight.domain.transitions import Write, plain
from callinsight.ports.calls import CallPage, CallQuery, OwnedCall, UpdatedCalls

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_LOST = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class _Lost:
    """A conditional write that did not happen, and the record it met."""

    item: dict[str, Any]


class DynamoDBCallStore:
    """The calls table. Writes carry their conditions; a lost one is an answer, not an error."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._lists = CallLists(client, threads, table)

    async def get(self, call_id: str) -> Call | None:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.get_item,
                TableName=self._table,
                Key={"call_id": {"S": call_id}},
                ConsistentRead=True,
            )
        return _call(answer["Item"]) if "Item" in answer else None

    async def add(self, call: Call) -> bool:
        answer = await self._unless_lost(
            self._client.put_item,
            TableName=self._table,
            Item=stored_item(call),
            ConditionExpression="attribute_not_exists(call_id)",
        )
        return not isinstance(answer, _Lost)

    async def apply(self, write: Write) -> Call | None:
        """Carry out a write; one that had been applied before its answer was lost counts as done."""
        names: dict[str, str] = {}
        values: dict[str, AttributeValueTypeDef] = {}
        answer = await self._unless_lost(
            self._client.update_item,
            TableName=self._table,
            Key={"call_id": {"S": write.call_id}},
            UpdateExpression=_update(write, names, values),
            ConditionExpression=_condition(write, names, values),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        if isinstance(answer, _Lost):
            return _call(answer.item) if _is_applied(write, answer.item) else None
        return _call(answer["Attributes"])

    async def postpone(self, call_id: str, now: datetime, until: datetime) -> None:
        await self._unless_lost(
            self._client.update_item,
            TableName=self._table,
            Key={"call_id": {"S": call_id}},
            UpdateExpression="SET due_at = :until",
            ConditionExpression="due_at <= :now",
            ExpressionAttributeValues=to_item(
                {":until": instant_text(until), ":now": instant_text(now)}
            ),
        )

    async def list_calls(self, query: CallQuery) -> CallPage:
        return await self._lists.page(query)

    async def list_updated(self, since: datetime, limit: int) -> UpdatedCalls:
        return await self._lists.updated(since, limit)

    async def list_due(self, lane: Lane, now: datetime, limit: int) -> Sequence[str]:
        return await self._lists.due(lane, now, limit)

    async def list_dispatched(self, now: datetime) -> Sequence[str]:
        return await self._lists.dispatched(now, now + LOOK_AGAIN)

    async def list_owned(self) -> Sequence[OwnedCall]:
        return await self._lists.owned()

    async def _unless_lost(self, call: Any, **request: Any) -> Any:
        """Return the answer, or `_Lost` with the record that did not fit the conditions."""
        with aws_errors(f"table {self._table}"):
            try:
                return await self._threads.run(call, **request)
            except ClientError as error:
                if error_code(error) == _LOST:
                    return _Lost(cast("dict[str, Any]", error.response.get("Item", {})))
                raise


def stored_item(call: Call) -> "dict[str, AttributeValueTypeDef]":
    """Return a new call as the table keeps it: with list fields and the keys of its indexes."""
    record = cast("dict[str, Any]", plain(with_list_fields(call)))
    return to_item({**_with_day(record), "created_month": record["created_at"][:7]})


def _call(item: "dict[str, AttributeValueTypeDef]") -> Call:
    return Call.model_validate(from_item(item))


def _with_day(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is written with the key of the index `by_update`, which no writer can forget."""
    updated_at = values.get("updated_at")
    return {**values, **({"updated_day": updated_at[:10]} if updated_at else {})}


def _is_applied(write: Write, item: dict[str, Any]) -> bool:
    record = from_item(item)
    return bool(record) and all(
        _attribute(record.get(name)) == _attribute(value) for name, value in write.values.items()
    )


def _attribute(value: Any) -> Any:
    return None if value is None else to_attribute(value)


def _update(write: Write, names: dict[str, str], values: "dict[str, Any]") -> str:
    sets, removes = [], []
    for number, (name, value) in enumerate(_with_day(write.values).items()):
        names[f"#a{number}"] = name
        if value is None:
            removes.append(f"#a{number}")
        else:
            values[f":a{number}"] = to_attribute(value)
            sets.append(f"#a{number} = :a{number}")
    parts = [f"SET {', '.join(sets)}"] if sets else []
    return " ".join([*parts, *([f"REMOVE {', '.join(removes)}"] if removes else [])])


def _condition(write: Write, names: dict[str, str], values: "dict[str, Any]") -> str:
    terms = ["attribute_exists(call_id)"]
    for number, (name, value) in enumerate(write.expect.items()):
        names[f"#e{number}"] = name
        if value is None:
            terms.append(f"attribute_not_exists(#e{number})")
        else:
            values[f":e{number}"] = to_attribute(value)
            terms.append(f"#e{number} = :e{number}")
    return " AND ".join(terms)
