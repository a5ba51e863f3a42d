"""Confirmation of SNS subscriptions through the API: the address in the message is never asked."""

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.domain.errors.sender import MalformedEventError
from callinsight.ports.announcements import Confirmation

_REFUSED = {
    "InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "NotFound",
    "NotFoundException",
}  # fmt: skip


class SNSSubscriptions:
    """Confirms in the topic's own region."""

    def __init__(self, aws: AwsClients) -> None:
        self._aws = aws

    async def confirm(self, confirmation: Confirmation) -> None:
        """Confirm; from then on only an AWS caller can end the subscription, no link can."""
        client = self._aws.sns(confirmation.topic_arn.split(":")[3])
        with aws_errors("subscription"):
            try:
                await self._aws.threads.run(
                    client.confirm_subscription,
                    TopicArn=confirmation.topic_arn,
                    Token=confirmation.token,
                    AuthenticateOnUnsubscribe="true",
                )
            except ClientError as error:
                if error_code(error) not in _REFUSED:
                    raise
                raise MalformedEventError(
                    "The topic's question is answered or too old; subscribe again."
                ) from None
