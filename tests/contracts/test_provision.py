"""The resources of a small deployment, as they are made."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.adapters.dynamodb_indexes import narrow_indexes
from callinsight.domain.pieces import TRANSCODED
from callinsight.domain.recording import UPLOADS
from callinsight.domain.transitions import change
from callinsight.ports.calls import CallQuery
from callinsight.provision import create_buckets, create_queue, create_tables, queue_arn
from callinsight.table_definitions import calls_table
from tests.builders import NOON, a_queued_call
from tests.contracts.announcements import announced_uploads

pytestmark = pytest.mark.parametrize("server", ["ministack", "moto"], indirect=True)


@dataclass
class Deployment:
    """Names nobody else uses, and what is found under them."""

    aws: AwsClients
    suffix: str

    def provision(self, *origins: str) -> str:
        """Make everything, for pages of these origins; return the queue's URL."""
        create_tables(
            self.aws,
            calls=f"calls-{self.suffix}",
            profiles=f"profiles-{self.suffix}",
            operations=f"operations-{self.suffix}",
        )
        url = create_queue(self.aws, f"events-{self.suffix}")
        create_buckets(
            self.aws,
            recordings=f"recordings-{self.suffix}",
            artifacts=f"artifacts-{self.suffix}",
            queue_url=url,
            origins=origins,
        )
        return url

    def found(self) -> list[object]:
        """What a deployment consists of, without what only servers count."""
        dynamodb, s3, recordings = self.aws.dynamodb, self.aws.s3, f"recordings-{self.suffix}"
        tables = [
            dynamodb.describe_table(TableName=f"{name}-{self.suffix}")["Table"]
            for name in ("calls", "profiles", "operations")
        ]
        return [
            *((t["TableName"], t["KeySchema"], t["CreationDateTime"]) for t in tables),
            dynamodb.describe_time_to_live(TableName=f"operations-{self.suffix}")[
                "TimeToLiveDescription"
            ],
            s3.get_bucket_notification_configuration(Bucket=recordings)["QueueConfigurations"],
            s3.get_bucket_versioning(Bucket=recordings)["Status"],
            s3.get_bucket_versioning(Bucket=f"artifacts-{self.suffix}")["Status"],
            s3.get_bucket_cors(Bucket=recordings)["CORSRules"],
            s3.get_bucket_lifecycle_configuration(Bucket=f"artifacts-{self.suffix}")["Rules"],
        ]


@pytest.fixture
def deployment(server: AwsClients) -> Deployment:
    return Deployment(server, str(ULID()).lower())


def test_provisioning_again_changes_nothing(deployment: Deployment) -> None:
    url = deployment.provision()
    before = deployment.found()
    deployment.aws.s3.put_object(Bucket=f"recordings-{deployment.suffix}", Key="kept", Body=b"a")
    assert deployment.provision() == url
    after = deployment.found()
    assert after == before
    kept = deployment.aws.s3.get_object(Bucket=f"recordings-{deployment.suffix}", Key="kept")
    assert kept["Body"].read() == b"a"


def test_what_a_bucket_has_already_is_kept(deployment: Deployment) -> None:
    """Other notifications, and the origins its owner allows; those of our page come beside them."""
    s3, bucket = deployment.aws.s3, f"recordings-{deployment.suffix}"
    url = create_queue(deployment.aws, f"theirs-{deployment.suffix}")
    s3.create_bucket(Bucket=bucket)
    theirs: Any = {
        "Id": "theirs",
        "QueueArn": queue_arn(deployment.aws, url),
        "Events": ["s3:ObjectRemoved:*"],
    }
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [theirs]}
    )
    rules: Any = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.b"]}]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration=rules)
    deployment.provision()
    found = s3.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"]
    assert {each["Id"] for each in found} == {"theirs", "callinsight-uploads"}
    theirs, ours = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    assert theirs["AllowedOrigins"] == ["https://a.b"]
    assert ours["AllowedOrigins"] == ["http://127.0.0.1:*", "http://localhost:*"]


def test_pages_may_upload_from_the_origins_that_are_allowed_now(deployment: Deployment) -> None:
    s3, bucket = deployment.aws.s3, f"recordings-{deployment.suffix}"
    for origins in (["https://old.example"], ["https://a.example", "https://b.example"]):
        deployment.provision(*origins)
    (rule,) = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    assert rule["AllowedOrigins"][2:] == ["https://a.example", "https://b.example"]
    assert {"PUT", "POST", "GET"} <= set(rule["AllowedMethods"])


def test_transcoded_sound_ends_after_a_week_and_other_rules_of_the_bucket_stay(
    deployment: Deployment,
) -> None:
    s3, bucket = deployment.aws.s3, f"artifacts-{deployment.suffix}"
    s3.create_bucket(Bucket=bucket)
    theirs: Any = {
        "ID": "theirs",
        "Filter": {"Prefix": "tmp/"},
        "Status": "Enabled",
        "Expiration": {"Days": 1},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [theirs]})
    for _ in range(2):
        deployment.provision()
    found = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    rules = {rule["ID"]: rule for rule in found}
    assert (len(found), set(rules)) == (2, {"theirs", "callinsight-transcoded"})
    ours = rules["callinsight-transcoded"]
    assert (ours["Status"], ours["Filter"]["Prefix"]) == ("Enabled", TRANSCODED)
    assert ours["Expiration"]["Days"] == 7
    assert ours["NoncurrentVersionExpiration"]["NoncurrentDays"] == 1


def test_only_the_recordings_bucket_may_send_to_the_queue(deployment: Deployment) -> None:
    url = deployment.provision()
    attributes = deployment.aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    (statement,) = json.loads(attributes["Attributes"]["Policy"])["Statement"]
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Condition"]["ArnEquals"] == {
        "aws:SourceArn": f"arn:aws:s3:::recordings-{deployment.suffix}"
    }
    assert set(statement["Condition"]) == {"ArnEquals", "StringEquals"}


def test_the_calls_table_has_six_indexes(deployment: Deployment) -> None:
    deployment.provision()
    table = deployment.aws.dynamodb.describe_table(TableName=f"calls-{deployment.suffix}")["Table"]
    keys = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in table["GlobalSecondaryIndexes"]
    }
    assert keys == {
        "by_month": ["created_month", "created_at"],
        "by_status": ["status", "created_at"],
        "by_profile": ["profile_id", "created_at"],
        "by_update": ["updated_day", "updated_at"],
        "open": ["lane", "due_at"],
        "by_owner": ["owner"],
    }


async def test_a_table_of_an_earlier_version_gets_the_index_of_live_status_and_keeps_its_calls(
    deployment: Deployment,
) -> None:
    aws, name = deployment.aws, f"calls-{deployment.suffix}"
    create_as_before(aws, calls_table(name), without="by_update")
    store = DynamoDBCallStore(aws.dynamodb, aws.threads, name)
    old = a_queued_call()
    await store.add(old)
    deployment.provision()
    new = a_queued_call()
    await store.add(new)
    written = await store.apply(change(old, NOON, status_reason="parked"))
    assert written is not None
    assert [*narrow_indexes(aws.dynamodb, calls_table(name))] == []
    told = {c.call_id for c in (await store.list_updated(NOON, 10)).calls}
    assert told >= {old.call_id, new.call_id}
    listed = (await store.list_calls(CallQuery(created_to=NOON))).calls
    assert {call.call_id for call in listed} == {old.call_id, new.call_id}


def create_as_before(aws: AwsClients, definition: dict[str, Any], *, without: str) -> None:
    """Make a table that lacks an index."""
    indexes = {index["IndexName"]: index for index in definition["GlobalSecondaryIndexes"]}
    del indexes[without]
    keys = [
        key["AttributeName"]
        for each in (definition, *indexes.values())
        for key in each["KeySchema"]
    ]
    attributes = [a for a in definition["AttributeDefinitions"] if a["AttributeName"] in keys]
    before = {"GlobalSecondaryIndexes": [*indexes.values()], "AttributeDefinitions": attributes}
    aws.dynamodb.create_table(**{**definition, **before})


def test_uploads_are_announced_to_the_queue_and_nothing_else_is(deployment: Deployment) -> None:
    url = deployment.provision()
    s3, bucket = deployment.aws.s3, f"recordings-{deployment.suffix}"
    (target,) = s3.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"]
    assert target["QueueArn"] == queue_arn(deployment.aws, url)
    assert target["Events"] == ["s3:ObjectCreated:*"]
    (rule,) = target["Filter"]["Key"]["FilterRules"]
    assert (rule["Name"].lower(), rule["Value"]) == ("prefix", UPLOADS)
    for key in ("adhoc/a.wav", f"{UPLOADS}a.wav"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"a")
    announced = announced_uploads(deployment.aws, url)
    assert [upload.key for upload in announced] == [f"{UPLOADS}a.wav"]


def test_a_message_that_fails_five_times_goes_to_the_dead_letters(deployment: Deployment) -> None:
    url = deployment.provision()
    sqs = deployment.aws.sqs
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    policy = json.loads(attributes["RedrivePolicy"])
    dead = sqs.get_queue_url(QueueName=f"events-{deployment.suffix}-dead-letters")["QueueUrl"]
    assert int(policy["maxReceiveCount"]) == 5
    assert policy["deadLetterTargetArn"] == queue_arn(deployment.aws, dead)
    kept = [
        sqs.get_queue_attributes(QueueUrl=each, AttributeNames=["MessageRetentionPeriod"])
        for each in (url, dead)
    ]
    fortnight = str(14 * 24 * 3600)
    assert [a["Attributes"]["MessageRetentionPeriod"] for a in kept] == [fortnight, fortnight]


def test_a_queue_that_exists_with_other_settings_keeps_them(deployment: Deployment) -> None:
    name = f"events-{deployment.suffix}"
    made = deployment.aws.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "33"})
    assert deployment.provision() == made["QueueUrl"]
    kept = deployment.aws.sqs.get_queue_attributes(
        QueueUrl=made["QueueUrl"], AttributeNames=["VisibilityTimeout"]
    )
    assert kept["Attributes"]["VisibilityTimeout"] == "33"


def test_operational_items_end_by_themselves(deployment: Deployment) -> None:
    deployment.provision()
    described = deployment.aws.dynamodb.describe_time_to_live(
        TableName=f"operations-{deployment.suffix}"
    )["TimeToLiveDescription"]
    assert described["AttributeName"] == "ttl"
    assert described["TimeToLiveStatus"] in {"ENABLED", "ENABLING"}
