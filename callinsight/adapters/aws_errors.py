"""AWS errors as ours. Messages name the resource, never keys of objects: those hold file names."""

from collections.abc import Generator
from contextlib import contextmanager

from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

from callinsight.domain.errors.base import CallInsightError, InternalError, ServiceUnavailableError
from callinsight.domain.errors.deployment import AccessDeniedError, ResourceMissingError

_MISSING = {
    "ResourceNotFoundException",
    "NoSuchBucket",
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
}
_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_BUSY = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_SERVER_ERROR = 500


def error_code(error: ClientError) -> str:
    """Return AWS's code, such as `ConditionalCheckFailedException` or `404`."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def aws_errors(resource: str) -> Generator[None]:
    """Raise our errors for those of boto3 inside the block; `resource` is named in them."""
    try:
        yield
    except ClientError as error:
        raise _of_client(error, resource) from error
    except S3UploadFailedError as error:  # its text holds the key, and so the file's name
        raise _of_upload(error, resource) from None
    except (NoCredentialsError, PartialCredentialsError, NoRegionError) as error:
        raise AccessDeniedError(
            f"No AWS credentials or region are configured to reach {resource}."
        ) from error
    except BotoCoreError as error:
        raise ServiceUnavailableError(
            f"AWS did not answer for {resource} ({type(error).__name__})."
        ) from error


def _of_upload(error: S3UploadFailedError, resource: str) -> CallInsightError:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ClientError):
        return _of_client(cause, resource)
    return ServiceUnavailableError(f"An upload to the {resource} broke off.")


def _of_client(error: ClientError, resource: str) -> CallInsightError:
    code = error_code(error)
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in _MISSING:
        return ResourceMissingError(f"The {resource} does not exist.")
    if code in _DENIED or status == 403:  # noqa: PLR2004  (HEAD answers carry no code)
        return AccessDeniedError(f"AWS refuses access to the {resource} ({code}).")
    if code in _BUSY or status >= _SERVER_ERROR:
        return ServiceUnavailableError(f"AWS is busy for the {resource} ({code}).")
    return InternalError(f"AWS refused a request to the {resource} ({code}).")
