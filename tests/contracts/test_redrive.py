"""Redriving on queues that are less obliging than our local servers."""

import json
from collections import deque
from typing import Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.sqs import MOST_REDRIVEN, SQSEventQueue

DEAD, MAIN = "http://queue/dead-letters", "http://queue/events"


class AwsLikeSQS:
    """As much of SQS as redriving needs.

    A short poll asks some servers only, here always those that hold no message; `undying` messages
    are dead again as soon as they were moved.
    """

    def __init__(self, dead: int, *, undying: bool = False) -> None:
        self.queues = {
            DEAD: deque(f"poison-{number}" for number in range(dead)),
            MAIN: deque[str](),
        }
        self._undying = undying

    def get_queue_attributes(self, *, QueueUrl: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        policy = json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:0:dead-letters"})
        count = str(len(self.queues[QueueUrl]))
        return {
            "Attributes": {
                "RedrivePolicy": policy,
                "ApproximateNumberOfMessages": count,
                "ApproximateNumberOfMessagesNotVisible": "0",
            }
        }

    def get_queue_url(self, **_: Any) -> dict[str, str]:
        return {"QueueUrl": DEAD}

    def receive_message(self, **request: Any) -> dict[str, Any]:
        if request["WaitTimeSeconds"] == 0:
            return {}
        found = list(self.queues[request["QueueUrl"]])[:3]
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in found]}

    def send_message(self, *, QueueUrl: str, MessageBody: str, **_: Any) -> None:  # noqa: N803
        self.queues[QueueUrl].append(MessageBody)
        if self._undying:
            self.queues[DEAD].append(MessageBody)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803
        self.queues[QueueUrl].remove(ReceiptHandle)


def _queue(client: Any) -> SQSEventQueue:
    return SQSEventQueue(client, AwsThreads(1), MAIN)


async def test_every_dead_message_is_moved_though_short_polls_find_none() -> None:
    client = AwsLikeSQS(dead=MOST_REDRIVEN + 10)
    assert await _queue(client).redrive() == MOST_REDRIVEN + 10
    assert (len(client.queues[DEAD]), len(client.queues[MAIN])) == (0, MOST_REDRIVEN + 10)


async def test_redriving_ends_though_its_messages_die_again() -> None:
    moved = await _queue(AwsLikeSQS(dead=20, undying=True)).redrive()
    assert MOST_REDRIVEN <= moved < MOST_REDRIVEN + 10
