"""S3 events from SQS, with the dead-letter queue behind it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors, error_code
from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.ports.queue import QueueCounts, QueueMessage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BATCH = 10
MOST_REDRIVEN = 1000  # or as many as are dead when it begins
# The lease ran out and somebody else has the message: nothing of ours to delete.
_LEASE_LOST = {"ReceiptHandleIsInvalid", "InvalidParameterValue"}


class SQSEventQueue:
    """The queue that S3 notifies; messages that fail five times go to the dead-letter queue."""

    def __init__(
        self, client: "SQSClient", threads: AwsThreads, queue_url: str, *, retry_seconds: int = 2
    ) -> None:
        self._client = client
        self._threads = threads
        self._url = queue_url
        self._retry_seconds = retry_seconds
        self._dead_letter_url: str | None = None

    async def receive(self, *, wait_seconds: int) -> Sequence[QueueMessage]:
        return await self._receive(self._url, wait_seconds)

    async def delete(self, message: QueueMessage) -> None:
        await self._if_leased(self._client.delete_message, ReceiptHandle=message.receipt)

    async def retry_soon(self, message: QueueMessage) -> None:
        await self._if_leased(
            self._client.change_message_visibility,
            ReceiptHandle=message.receipt,
            VisibilityTimeout=self._retry_seconds,
        )

    async def send(self, body: str, attributes: dict[str, str] | None = None) -> None:
        await self._send(self._url, body, attributes or {})

    async def counts(self) -> QueueCounts:
        main = await self._attributes(self._url)
        dead = await self._attributes(await self._dead_letters())
        return QueueCounts(
            waiting=int(main["ApproximateNumberOfMessages"]),
            in_flight=int(main["ApproximateNumberOfMessagesNotVisible"]),
            dead=int(dead["ApproximateNumberOfMessages"]),
        )

    async def redrive(self) -> int:
        """Receive, send, delete: a crash in between repeats a message, which intake absorbs.

        Only a long poll asks all of SQS's servers. Messages that die again meanwhile do not keep
        us here for ever.
        """
        dead_letters = await self._dead_letters()
        most = max(MOST_REDRIVEN, (await self.counts()).dead)
        moved = 0
        while moved < most and (messages := await self._receive(dead_letters, 1)):
            for message in messages:
                await self._send(self._url, message.body, message.attributes)
                with aws_errors("dead-letter queue"):
                    await self._threads.run(
                        self._client.delete_message,
                        QueueUrl=dead_letters,
                        ReceiptHandle=message.receipt,
                    )
                moved += 1
        return moved

    async def _receive(self, url: str, wait_seconds: int) -> Sequence[QueueMessage]:
        with aws_errors("event queue"):
            answer = await self._threads.run(
                self._client.receive_message,
                QueueUrl=url,
                MaxNumberOfMessages=BATCH,
                WaitTimeSeconds=wait_seconds,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        return [_message(raw) for raw in answer.get("Messages", [])]

    async def _send(self, url: str, body: str, attributes: dict[str, str]) -> None:
        with aws_errors("event queue"):
            await self._threads.run(
                self._client.send_message,
                QueueUrl=url,
                MessageBody=body,
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value}
                    for name, value in attributes.items()
                },
            )

    async def _if_leased(self, call: Any, **request: Any) -> None:
        with aws_errors("event queue"):
            try:
                await self._threads.run(call, QueueUrl=self._url, **request)
            except ClientError as error:
                if error_code(error) not in _LEASE_LOST:
                    raise

    async def _attributes(self, url: str) -> dict[str, str]:
        with aws_errors("event queue"):
            answer = await self._threads.run(
                self._client.get_queue_attributes, QueueUrl=url, AttributeNames=["All"]
            )
        return {str(name): value for name, value in answer["Attributes"].items()}

    async def _dead_letters(self) -> str:
        if self._dead_letter_url is None:
            name = _dead_letter_name((await self._attributes(self._url)).get("RedrivePolicy"))
            with aws_errors("dead-letter queue"):
                answer = await self._threads.run(self._client.get_queue_url, QueueName=name)
            self._dead_letter_url = answer["QueueUrl"]
        return self._dead_letter_url


def _dead_letter_name(redrive_policy: str | None) -> str:
    if redrive_policy is None:
        raise ResourceMissingError("The event queue has no dead-letter queue.")
    return str(json.loads(redrive_policy)["deadLetterTargetArn"]).rpartition(":")[2]


def _message(raw: Any) -> QueueMessage:
    attributes = raw.get("MessageAttributes", {})
    return QueueMessage(
        body=raw["Body"],
        receipt=raw["ReceiptHandle"],
        attributes={
            name: value["StringValue"]
            for name, value in attributes.items()
            if "StringValue" in value
        },
        receives=int(raw.get("Attributes", {}).get("ApproximateReceiveCount", 1)),
    )
