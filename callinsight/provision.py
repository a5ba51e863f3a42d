"""Making the AWS resources of a small or embedded deployment; what exists already is left alone."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.domain.recording import UPLOADS

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

MAX_RECEIVES = 5
VISIBILITY_SECONDS = 60
RETENTION_SECONDS = 14 * 24 * 3600

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


def create_tables(clients: AwsClients, *, calls: str, profiles: str, operations: str) -> None:
    """Create the three tables."""
    for definition in (calls_table(calls), profiles_table(profiles), operations_table(operations)):
        _unless_exists("ResourceInUseException", clients.dynamodb.create_table, **definition)
    for name in (calls, profiles, operations):
        clients.dynamodb.get_waiter("table_exists").wait(TableName=name)
    if not _has_ttl(clients, operations):
        clients.dynamodb.update_time_to_live(
            TableName=operations,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"},
        )


def create_queue(clients: AwsClients, name: str) -> str:
    """Create the event queue with its dead-letter queue; return its URL."""
    dead = _queue(
        clients, f"{name}-dead-letters", {"MessageRetentionPeriod": str(RETENTION_SECONDS)}
    )
    policy = {"deadLetterTargetArn": queue_arn(clients, dead), "maxReceiveCount": MAX_RECEIVES}
    attributes: dict[QueueAttributeNameType, str] = {
        "RedrivePolicy": json.dumps(policy),
        "VisibilityTimeout": str(VISIBILITY_SECONDS),
        "MessageRetentionPeriod": str(RETENTION_SECONDS),
    }
    return _queue(clients, name, attributes)


def create_buckets(clients: AwsClients, *, recordings: str, artifacts: str, queue_url: str) -> None:
    """Create both buckets; uploads to the recordings bucket are announced to the queue."""
    for name in (recordings, artifacts):
        _unless_exists("BucketAlreadyOwnedByYou", clients.s3.create_bucket, Bucket=name)
        clients.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    clients.s3.put_bucket_cors(Bucket=recordings, CORSConfiguration=_CORS)
    clients.s3.put_bucket_notification_configuration(
        Bucket=recordings,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "Id": "callinsight-uploads",
                    "QueueArn": queue_arn(clients, queue_url),
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": UPLOADS}]}},
                }
            ]
        },
    )


def queue_arn(clients: AwsClients, queue_url: str) -> str:
    """Return the ARN of a queue."""
    answer = clients.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


_QUEUE_EXISTS = {"QueueAlreadyExists", "QueueNameExists"}
_CORS: Any = {
    "CORSRules": [
        {
            "AllowedMethods": ["GET", "HEAD", "PUT", "POST"],
            "AllowedOrigins": ["http://127.0.0.1:*", "http://localhost:*"],
            "AllowedHeaders": ["content-type", "if-none-match", "x-amz-*"],
            "ExposeHeaders": ["ETag"],
        }
    ]
}


def _queue(clients: AwsClients, name: str, attributes: "dict[QueueAttributeNameType, str]") -> str:
    """Return the URL of a queue, made if it is missing; one with other settings keeps them."""
    with aws_errors(f"queue {name}"):
        try:
            return clients.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        except ClientError as error:
            if error_code(error) not in _QUEUE_EXISTS:
                raise
        return clients.sqs.get_queue_url(QueueName=name)["QueueUrl"]


def _unless_exists(code: str, create: Any, **definition: Any) -> None:
    with aws_errors("new resource"):
        try:
            create(**definition)
        except ClientError as error:
            if error_code(error) != code:
                raise


def _has_ttl(clients: AwsClients, table: str) -> bool:
    answer = clients.dynamodb.describe_time_to_live(TableName=table)
    return answer["TimeToLiveDescription"].get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}


def _keys(partition: str, sort: str | None = None) -> list[dict[str, str]]:
    keys = [{"AttributeName": partition, "KeyType": "HASH"}]
    return keys if sort is None else [*keys, {"AttributeName": sort, "KeyType": "RANGE"}]


def _strings(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def _index(name: str, partition: str, sort: str | None, projection: Any) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(partition, sort), "Projection": projection}
