"""The three tables, as DynamoDB is told of them."""

from typing import Any

# What lists tell of a call, whoever stores it: the whole record has more.
# DynamoDB projects 20 attributes into one index, and 100 into all indexes of a table.
LIST_FIELDS = [
    "agent",
    "attempt",
    "cost_usd",
    "created_at",
    "customer",
    "direction",
    "duration_seconds",
    "failure",
    "file_name",
    "flags",
    "outcome",
    "priority",
    "profile_id",
    "profile_version",
    "status",
    "status_reason",
    "status_since",
    "topic",
    "updated_at",
]


def calls_table(name: str) -> dict[str, Any]:
    """Return the definition of the calls table: the record and the six indexes over it."""
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _keys("call_id"),
        "AttributeDefinitions": _strings(
            "call_id",
            "created_month",
            "created_at",
            "status",
            "profile_id",
            "updated_day",
            "updated_at",
            "lane",
            "due_at",
            "owner",
        ),
        "GlobalSecondaryIndexes": [
            _index("by_month", "created_month", "created_at", LIST_FIELDS),
            _index("by_status", "status", "created_at", LIST_FIELDS),
            _index("by_profile", "profile_id", "created_at", LIST_FIELDS),
            _index("by_update", "updated_day", "updated_at", [*LIST_FIELDS, "erased_at"]),
            _index("open", "lane", "due_at", ["dispatched_at"]),
            _index("by_owner", "owner", None, ["run_id"]),
        ],
    }


def profiles_table(name: str) -> dict[str, Any]:
    """Return the definition of the profiles table."""
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _keys("profile_id", "version"),
        "AttributeDefinitions": [
            *_strings("profile_id"),
            {"AttributeName": "version", "AttributeType": "N"},
        ],
    }


def operations_table(name: str) -> dict[str, Any]:
    """Return the definition of the operations table."""
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _keys("pk", "sk"),
        "AttributeDefinitions": _strings("pk", "sk"),
    }


def _keys(partition: str, sort: str | None = None) -> list[dict[str, str]]:
    keys = [{"AttributeName": partition, "KeyType": "HASH"}]
    return keys if sort is None else [*keys, {"AttributeName": sort, "KeyType": "RANGE"}]


def _strings(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def _index(name: str, partition: str, sort: str | None, fields: list[str]) -> dict[str, Any]:
    """Return an index with these fields in it; its own keys are there anyway."""
    projected = [field for field in fields if field not in {partition, sort}]
    return {
        "IndexName": name,
        "KeySchema": _keys(partition, sort),
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": projected},
    }
