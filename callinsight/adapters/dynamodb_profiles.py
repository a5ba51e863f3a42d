"""Profiles in DynamoDB: a version is an item, and version 0 points at the current one."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.profile import Profile, load_profile
from callinsight.domain.profile_history import UNKNOWN, KeptVersion, Origin

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_POINTER = 0
_MOST_VERSIONS = 64
# For people who look at the table; the document is what counts, because a map keeps no order.
_SHOWN = {
    "profile_id",
    "version",
    "name",
    "openai_model",
    "temperature",
    "system_prompt",
    "prompts",
    "comprehensive_analysis",
}


class DynamoDBProfileStore:
    """The profiles table; settings are stored under the names of the original system.

    A version never changes, so one that was read is remembered: every call reads its own three
    times. Pointers are read each time.
    """

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table
        self._versions: dict[tuple[str, int], Profile] = {}

    async def current(self, profile_id: str) -> Profile | None:
        pointer = await self._item(profile_id, _POINTER)
        return None if pointer is None else await self.get(profile_id, pointer["current"])

    async def get(self, profile_id: str, version: int) -> Profile | None:
        known = self._versions.get((profile_id, version))
        if known is not None:
            return known
        item = await self._item(profile_id, version)
        return (
            None if item is None else self._remembered(load_profile(json.loads(item["document"])))
        )

    async def add(self, profile: Profile, origin: Origin = UNKNOWN) -> bool:
        item = profile.model_dump(mode="json", include=_SHOWN, exclude_none=True)
        item["document"] = profile.model_dump_json()
        item |= origin.model_dump(mode="json", exclude_none=True)
        with aws_errors(f"table {self._table}"):
            try:
                await self._threads.run(
                    self._client.put_item,
                    TableName=self._table,
                    Item=to_item(item),
                    ConditionExpression="attribute_not_exists(profile_id)",
                )
            except ClientError as error:
                if error_code(error) == "ConditionalCheckFailedException":
                    return False
                raise
        return True

    async def make_current(self, profile_id: str, version: int) -> None:
        with aws_errors(f"table {self._table}"):
            await self._threads.run(
                self._client.put_item,
                TableName=self._table,
                Item=to_item({"profile_id": profile_id, "version": _POINTER, "current": version}),
            )

    async def versions(self, profile_id: str) -> Sequence[Profile]:
        return [kept.profile for kept in await self.history(profile_id)]

    async def history(self, profile_id: str) -> Sequence[KeptVersion]:
        items = await self._all(
            self._client.query,
            KeyConditionExpression="profile_id = :id AND version > :pointer",
            ExpressionAttributeValues=to_item({":id": profile_id, ":pointer": _POINTER}),
            ConsistentRead=True,
        )
        return [
            KeptVersion(
                profile=load_profile(json.loads(item["document"])),
                origin=Origin.model_validate(item),
            )
            for item in items
        ]

    async def list_current(self) -> Sequence[Profile]:
        pointers = await self._pointers()
        found = await asyncio.gather(
            *(self.get(item["profile_id"], item["current"]) for item in pointers)
        )
        return sorted((p for p in found if p is not None), key=lambda p: p.profile_id)

    def _remembered(self, profile: Profile) -> Profile:
        """Keep a version; the oldest of too many is forgotten."""
        self._versions[profile.profile_id, profile.version] = profile
        if len(self._versions) > _MOST_VERSIONS:
            del self._versions[next(iter(self._versions))]
        return profile

    async def _pointers(self) -> list[dict[str, Any]]:
        """Scan: profiles are few, and only people list them."""
        return await self._all(
            self._client.scan,
            FilterExpression="version = :pointer",
            ExpressionAttributeValues=to_item({":pointer": _POINTER}),
        )

    async def _all(self, read: Any, **request: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer = await self._threads.run(read, TableName=self._table, **request, **start)
            items += [from_item(item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return items
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    async def _item(self, profile_id: str, version: int) -> dict[str, Any] | None:
        with aws_errors(f"table {self._table}"):
            answer = await self._threads.run(
                self._client.get_item,
                TableName=self._table,
                Key=to_item({"profile_id": profile_id, "version": version}),
                ConsistentRead=True,
            )
        return from_item(answer["Item"]) if "Item" in answer else None
