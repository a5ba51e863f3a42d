"""Making the AWS resources of a small or embedded deployment; what exists already is kept."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.adapters.dynamodb_indexes import add_missing_indexes
from callinsight.adapters.dynamodb_profiles import DynamoDBProfileStore
from callinsight.adapters.s3_origins import allow_pages
from callinsight.adapters.shipped_profiles import shipped_profiles
from callinsight.domain.pieces import KEPT_DAYS, TRANSCODED
from callinsight.domain.recording import UPLOADS
from callinsight.resource_names import ResourceNames
from callinsight.table_definitions import calls_table, operations_table, profiles_table

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import LifecycleRuleTypeDef, QueueConfigurationTypeDef
    from mypy_boto3_sqs.literals import QueueAttributeNameType

MAX_RECEIVES = 5
VISIBILITY_SECONDS = 60
RETENTION_SECONDS = 14 * 24 * 3600
_DEFAULT_REGION = "us-east-1"
_NOTIFICATION = "callinsight-uploads"
_EXPIRY = "callinsight-transcoded"


def provision(clients: AwsClients, names: ResourceNames, origins: Sequence[str] = ()) -> str:
    """Make everything a deployment needs, the shipped profiles too; return the queue's URL.

    Pages of `origins` may upload to the bucket of recordings and play from it.
    """
    create_tables(clients, calls=names.calls, profiles=names.profiles, operations=names.operations)
    queue_url = create_queue(clients, names.queue)
    create_buckets(
        clients,
        recordings=names.recordings,
        artifacts=names.artifacts,
        queue_url=queue_url,
        origins=origins,
    )
    store = DynamoDBProfileStore(clients.dynamodb, clients.threads, names.profiles)
    asyncio.run(_push_profiles(store))
    return queue_url


async def _push_profiles(store: DynamoDBProfileStore) -> None:
    for profile in shipped_profiles():
        if await store.add(profile):
            await store.make_current(profile.profile_id, profile.version)


def create_tables(clients: AwsClients, *, calls: str, profiles: str, operations: str) -> None:
    """Create the three tables; those that exist get the indexes they lack."""
    definitions = (calls_table(calls), profiles_table(profiles), operations_table(operations))
    for definition in definitions:
        _unless_exists("ResourceInUseException", clients.dynamodb.create_table, **definition)
    for definition in definitions:
        clients.dynamodb.get_waiter("table_exists").wait(TableName=definition["TableName"])
        add_missing_indexes(clients.dynamodb, definition)
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


def create_buckets(
    clients: AwsClients,
    *,
    recordings: str,
    artifacts: str,
    queue_url: str,
    origins: Sequence[str] = (),
) -> None:
    """Create both buckets; uploads are announced to the queue, transcoded sound ends by itself.

    Pages of `origins` may upload and play, beside those of this machine.
    """
    for name in (recordings, artifacts):
        _create_bucket(clients, name)
        clients.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    _let_s3_send(clients, recordings, queue_url)
    _announce_uploads(clients, recordings, queue_url)
    allow_pages(clients.s3, recordings, origins)
    _let_transcoded_sound_end(clients, artifacts)


def _announce_uploads(clients: AwsClients, bucket: str, queue_url: str) -> None:
    """Add our notification to those the bucket has."""
    ours: QueueConfigurationTypeDef = {
        "Id": _NOTIFICATION,
        "QueueArn": queue_arn(clients, queue_url),
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": UPLOADS}]}},
    }
    known: dict[str, Any] = dict(clients.s3.get_bucket_notification_configuration(Bucket=bucket))
    known.pop("ResponseMetadata", None)
    others = [c for c in known.get("QueueConfigurations", []) if c.get("Id") != _NOTIFICATION]
    clients.s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={**known, "QueueConfigurations": [*others, ours]},  # type: ignore[typeddict-item]  # as it came
    )


def _let_transcoded_sound_end(clients: AwsClients, bucket: str) -> None:
    """Add our rule to those the bucket has; a version that was replaced or hidden goes as well."""
    ours: LifecycleRuleTypeDef = {
        "ID": _EXPIRY,
        "Filter": {"Prefix": TRANSCODED},
        "Status": "Enabled",
        "Expiration": {"Days": KEPT_DAYS},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    try:
        known = clients.s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    except ClientError as error:
        if error_code(error) != "NoSuchLifecycleConfiguration":
            raise
        known = []
    others = [rule for rule in known if rule.get("ID") != _EXPIRY]
    clients.s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [*others, ours]}
    )


def _create_bucket(clients: AwsClients, name: str) -> None:
    region = clients.s3.meta.region_name
    place: dict[str, Any] = {}
    if region != _DEFAULT_REGION:  # which S3 takes only if it is not named
        place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    _unless_exists("BucketAlreadyOwnedByYou", clients.s3.create_bucket, Bucket=name, **place)


def _let_s3_send(clients: AwsClients, bucket: str, queue_url: str) -> None:
    """Allow the bucket, and no other, to send to the queue."""
    arn = queue_arn(clients, queue_url)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "callinsight-uploads",
                "Effect": "Allow",
                "Principal": {"Service": "s3.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {
                    "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"},
                    "StringEquals": {"aws:SourceAccount": arn.split(":")[4]},
                },
            }
        ],
    }
    clients.sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": json.dumps(policy)})


def queue_arn(clients: AwsClients, queue_url: str) -> str:
    """Return the ARN of a queue."""
    answer = clients.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


_QUEUE_EXISTS = {"QueueAlreadyExists", "QueueNameExists"}


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
