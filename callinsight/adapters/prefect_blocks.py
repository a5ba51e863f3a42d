"""AWS credentials from a Prefect block, as an alternative to boto3's own sources."""

import boto3
from prefect_aws import AwsCredentials

from callinsight.domain.errors.deployment import SettingsError


def aws_session(block_name: str) -> boto3.Session:
    """Return the boto3 session of an `AwsCredentials` block."""
    try:
        block = AwsCredentials.load(block_name, _sync=True)  # type: ignore[call-arg]  # untyped
    except ValueError:
        raise SettingsError(
            f"CALLINSIGHT_AWS_CREDENTIALS_BLOCK names the block {block_name}, which does not exist."
        ) from None
    session: boto3.Session = block.get_boto3_session()  # type: ignore[union-attr]  # ditto
    return session
