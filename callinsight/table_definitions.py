"""The three tables, as DynamoDB is told of them."""

from typing import Any

_LIST_FIELDS = [
    "attempt",
    "cost_usd",
    "created_at",
    "duration_seconds",
    "failure",
    "file_name",
    "priority",
    "profile_id",
    "profile_version",
    "status",
    "status_reason",
    "updated_at",
]


def calls_table(name: str) -> dict[str, Any]:
    """Return the definition of the calls table: the record and the five indexes over it."""
    listed = {"ProjectionType": "INCLUDE", "NonKeyAttributes": _LIST_FIELDS}
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
            "lane",
            "due_at",
            "owner",
        ),
        "GlobalSecondaryIndexes": [
            _index("by_month", "created_month", "created_at", listed),
            _index("by_status", "status", "created_at", listed),
            _index("by_profile", "profile_id", "created_at", listed),
            _index(
                "open",
                "lane",
                "due_at",
                {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["dispatched_at"]},
            ),
            _index(
                "by_owner",
                "owner",
                None,
                {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["run_id"]},
            ),
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


def _index(name: str, partition: str, sort: str | None, projection: Any) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(partition, sort), "Projection": projection}
