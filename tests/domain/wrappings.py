"""Ways in which one upload is told to the queue."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

BUCKET = "callinsight-recordings"
CREATED = "ObjectCreated:Put"


def a_record(key: object, name: str = CREATED, **fields: Any) -> dict[str, Any]:
    """One record of a direct notification; the key as it is given."""
    item = {"key": key, "size": 10, "eTag": "e1", **fields}
    return {
        "eventSource": "aws:s3",
        "eventName": name,
        "s3": {"bucket": {"name": BUCKET}, "object": item},
    }


def records(*items: object) -> str:
    """A direct notification."""
    return json.dumps({"Records": items})


def eventbridge(key: object, **fields: Any) -> str:
    """An event of EventBridge; the key as it is given."""
    item = {"key": key, "size": 10, "etag": "e1", **fields}
    return json.dumps(
        {
            "source": "aws.s3",
            "detail-type": "Object Created",
            "detail": {"bucket": {"name": BUCKET}, "object": item},
        }
    )


def sns(message: object) -> str:
    """A notification of SNS around another message."""
    return json.dumps({"Type": "Notification", "TopicArn": "arn", "Message": message})


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "moto": lambda key: records(a_record(quote_plus(key))),
    "aws": lambda key: records(a_record(quote_plus(key, safe="/"))),
    "percent_only": lambda key: records(a_record(quote(key))),
    "eventbridge": eventbridge,
    "aws_in_sns": lambda key: sns(records(a_record(quote_plus(key, safe="/")))),
    "eventbridge_in_sns": lambda key: sns(eventbridge(key)),
    "moto_in_sns_thrice": lambda key: sns(sns(sns(records(a_record(quote_plus(key)))))),
}
