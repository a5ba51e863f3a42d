"""Indexes are added one at a time, and waited for, as DynamoDB wants it; local servers have them at once."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from callinsight.adapters import dynamodb_indexes
from callinsight.adapters.dynamodb_indexes import add_missing_indexes, narrow_indexes
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.table_definitions import calls_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class SlowTable:
    """A table whose new index is in the making for a few looks, and that takes no other until then."""

    def __init__(self, *index_names: str, looks: int = 3, others: int = 0) -> None:
        self.table = deepcopy(calls_table("calls")) | {"TableStatus": "ACTIVE"}
        self.table["GlobalSecondaryIndexes"] = [
            index
            for index in self.table["GlobalSecondaryIndexes"]
            if index["IndexName"] in index_names
        ]
        self.added: list[str] = []
        self._looks, self._left, self._others = looks, 0, others

    def describe_table(self, TableName: str) -> dict[str, Any]:  # noqa: N803  (as boto3 has it)
        self._left -= 1
        if self._left <= 0:
            for index in self.table["GlobalSecondaryIndexes"]:
                index["IndexStatus"] = "ACTIVE"
        return {"Table": deepcopy(self.table)}

    def update_table(self, **request: Any) -> None:
        if self._others:
            self._others -= 1
            raise ClientError({"Error": {"Code": "ResourceInUseException"}}, "UpdateTable")
        assert self._left <= 0, "another index is in the making"
        (update,) = request["GlobalSecondaryIndexUpdates"]
        told = {each["AttributeName"] for each in request["AttributeDefinitions"]}
        assert {key["AttributeName"] for key in update["Create"]["KeySchema"]} <= told
        self.added.append(update["Create"]["IndexName"])
        new = {**update["Create"], "IndexStatus": "CREATING"}
        self.table["GlobalSecondaryIndexes"].append(new)
        self._left = self._looks

    @property
    def client(self) -> "DynamoDBClient":
        """The table as boto3's client."""
        return cast("DynamoDBClient", self)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamodb_indexes, "LOOK_SECONDS", 0)


def test_each_missing_index_is_made_after_the_other_and_waited_for() -> None:
    table = SlowTable("by_month", "by_profile", "open", "by_owner")
    add_missing_indexes(table.client, calls_table("calls"))
    assert table.added == ["by_status", "by_update"]
    assert all(i["IndexStatus"] == "ACTIVE" for i in table.table["GlobalSecondaryIndexes"])


def test_two_that_provision_at_once_do_not_disturb_each_other() -> None:
    table = SlowTable("by_month", "by_profile", "by_status", "open", "by_owner", others=1)
    add_missing_indexes(table.client, calls_table("calls"))
    assert table.added == ["by_update"]


def test_an_index_that_takes_too_long_is_told_and_not_made_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dynamodb_indexes, "PATIENCE_SECONDS", 0)
    table = SlowTable("by_month", "by_profile", "by_status", "open", "by_owner", looks=1000)
    with pytest.raises(ServiceUnavailableError, match="still making an index"):
        add_missing_indexes(table.client, calls_table("calls"))
    assert table.added == ["by_update"]


def test_an_index_with_fewer_fields_than_lists_show_is_named_and_kept() -> None:
    names = [index["IndexName"] for index in calls_table("calls")["GlobalSecondaryIndexes"]]
    table = SlowTable(*names)
    first, second, *_ = table.table["GlobalSecondaryIndexes"]
    first["Projection"]["NonKeyAttributes"].remove("customer")
    second["Projection"] = {"ProjectionType": "ALL"}
    add_missing_indexes(table.client, calls_table("calls"))
    assert table.added == []
    assert [*narrow_indexes(table.client, calls_table("calls"))] == ["by_month"]
