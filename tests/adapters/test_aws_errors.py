"""AWS failures as ours, from the real client where one can have them."""

from pathlib import Path
from typing import Any

import pytest
from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.adapters.s3_recordings import S3RecordingStore
from callinsight.adapters.secrets_manager import SecretsManagerSecret
from callinsight.adapters.sqs import SQSEventQueue
from callinsight.domain.errors.base import CallInsightError, InternalError, ServiceUnavailableError
from callinsight.domain.errors.deployment import AccessDeniedError, ResourceMissingError


def _client_error(code: str, status: int = 400) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": "canary"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "Operation")


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (_client_error("ResourceNotFoundException"), ResourceMissingError),
        (_client_error("NoSuchBucket", 404), ResourceMissingError),
        (_client_error("AccessDenied", 403), AccessDeniedError),
        (_client_error("403", 403), AccessDeniedError),
        (_client_error("ExpiredTokenException"), AccessDeniedError),
        (_client_error("ProvisionedThroughputExceededException"), ServiceUnavailableError),
        (_client_error("SlowDown", 503), ServiceUnavailableError),
        (_client_error("InternalError", 500), ServiceUnavailableError),
        (_client_error("ValidationException"), InternalError),
        (NoCredentialsError(), AccessDeniedError),
        (EndpointConnectionError(endpoint_url="http://x"), ServiceUnavailableError),
    ],
)
def test_errors_are_told_by_what_a_caller_can_do(
    error: Exception, ours: type[CallInsightError]
) -> None:
    with pytest.raises(ours) as caught, aws_errors("table calls"):
        raise error
    assert type(caught.value) is ours
    assert "canary" not in str(caught.value)


def test_errors_of_ours_pass_through() -> None:
    with pytest.raises(ResourceMissingError), aws_errors("table calls"):
        raise ResourceMissingError("x")


def test_without_a_region_no_client_is_made_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    for service in ("dynamodb", "sqs", "secrets_manager"):
        with pytest.raises(AccessDeniedError, match="region"):
            getattr(AwsClients(), service)


async def test_an_upload_to_a_missing_bucket_names_the_bucket_and_never_the_file(
    ministack: AwsClients, tmp_path: Path
) -> None:
    file = tmp_path / "Mr Smith.wav"
    file.write_bytes(b"RIFF")
    store = S3RecordingStore(ministack, "no-such-bucket", link_seconds=60, max_bytes=100)
    with pytest.raises(ResourceMissingError) as caught:
        await store.put_file(f"adhoc/{file.name}", file, "audio/wav")
    assert str(caught.value) == "The bucket no-such-bucket does not exist."
    assert caught.value.__suppress_context__  # the cause holds the file's name


def test_an_upload_that_broke_off_may_be_tried_again() -> None:
    with pytest.raises(ServiceUnavailableError) as caught, aws_errors("bucket b"):
        raise S3UploadFailedError("Failed to upload Mr Smith.wav")
    assert "Smith" not in str(caught.value)


async def test_a_missing_table_queue_and_secret_are_named(ministack: AwsClients) -> None:
    table = DynamoDBCallStore(ministack.dynamodb, ministack.threads, "no-such-table")
    with pytest.raises(ResourceMissingError, match="no-such-table"):
        await table.get("0" * 26)
    queue = SQSEventQueue(ministack.sqs, ministack.threads, "http://127.0.0.1/000000000000/none")
    with pytest.raises(ResourceMissingError):
        await queue.receive(wait_seconds=0)
    secret = SecretsManagerSecret(ministack.secrets_manager, ministack.threads, "no-such-secret")
    with pytest.raises(ResourceMissingError, match="no-such-secret"):
        await secret.value()


async def test_a_secret_is_read_once_and_again_after_a_refusal(ministack: AwsClients) -> None:
    client = ministack.secrets_manager
    client.create_secret(Name="elevenlabs", SecretString="old")
    secret = SecretsManagerSecret(client, ministack.threads, "elevenlabs")
    assert await secret.value() == "old"
    client.put_secret_value(SecretId="elevenlabs", SecretString="new")
    assert await secret.value() == "old"
    assert await secret.refreshed("old") == "new"
    assert await secret.refreshed("old") == "new"
    assert await secret.refreshed("new") is None
    assert await secret.value() == "new"
