"""Indexes for tables that were made by an earlier version; what a table has is never taken away."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.domain.errors.base import ServiceUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A table of millions of records takes long; whoever waits no longer may provision again.
PATIENCE_SECONDS = 3600.0
LOOK_SECONDS = 2.0


def add_missing_indexes(client: "DynamoDBClient", definition: Mapping[str, Any]) -> None:
    """Add the indexes that a table lacks, and return once all can be read.

    DynamoDB makes one at a time and fills it from the records that have its keys. An index of the
    same name is kept as it is.
    """
    name, deadline = definition["TableName"], time.monotonic() + PATIENCE_SECONDS
    while missing := _missing(table := _at_rest(client, name, deadline), definition):
        with aws_errors(f"table {name}"):
            try:
                client.update_table(
                    TableName=name,
                    AttributeDefinitions=_attributes(table, definition, missing[0]),
                    GlobalSecondaryIndexUpdates=[{"Create": missing[0]}],
                )
            except ClientError as error:
                if error_code(error) != "ResourceInUseException" or time.monotonic() > deadline:
                    raise
                time.sleep(LOOK_SECONDS)  # another one provisions, too


def narrow_indexes(client: "DynamoDBClient", definition: Mapping[str, Any]) -> Sequence[str]:
    """Return the names of the indexes that hold fewer fields than lists show."""
    with aws_errors(f"table {definition['TableName']}"):
        table = client.describe_table(TableName=definition["TableName"])["Table"]
    known = {index["IndexName"]: index["Projection"] for index in _indexes(table)}
    return [
        index["IndexName"]
        for index in _indexes(definition)
        if not _holds(known[index["IndexName"]], index["Projection"]["NonKeyAttributes"])
    ]


def _at_rest(client: "DynamoDBClient", name: str, deadline: float) -> Mapping[str, Any]:
    """Return the table's description once neither it nor an index of it is in the making."""
    while True:
        with aws_errors(f"table {name}"):
            table = client.describe_table(TableName=name)["Table"]
        states = {index.get("IndexStatus", "ACTIVE") for index in _indexes(table)}
        if states | {table["TableStatus"]} == {"ACTIVE"}:
            return table
        if time.monotonic() > deadline:
            raise ServiceUnavailableError(
                f"Table {name} is still making an index; provision again to see it finished."
            )
        time.sleep(LOOK_SECONDS)


def _missing(table: Mapping[str, Any], definition: Mapping[str, Any]) -> list[Any]:
    known = {index["IndexName"] for index in _indexes(table)}
    return [index for index in _indexes(definition) if index["IndexName"] not in known]


def _attributes(table: Mapping[str, Any], definition: Mapping[str, Any], index: Any) -> list[Any]:
    """Return what the table tells of its keys, and the keys of the new index."""
    told = {each["AttributeName"]: each for each in definition["AttributeDefinitions"]}
    keys = {key["AttributeName"] for key in index["KeySchema"]}
    known = {each["AttributeName"]: each for each in table["AttributeDefinitions"]}
    return [*({key: told[key] for key in sorted(keys)} | known).values()]


def _indexes(table: Mapping[str, Any]) -> Sequence[Any]:
    indexes: Sequence[Any] = table.get("GlobalSecondaryIndexes", ())
    return indexes


def _holds(projection: Mapping[str, Any], fields: Sequence[str]) -> bool:
    if projection["ProjectionType"] == "ALL":
        return True
    return set(fields) <= {*projection.get("NonKeyAttributes", ())}
