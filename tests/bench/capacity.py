"""What DynamoDB would charge for a page of a list."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.ports.calls import CallQuery

_ASK, _TOLD = "before-parameter-build.dynamodb.Query", "after-call.dynamodb.Query"


def capacity_of(aws: AwsClients, table: str, query: CallQuery) -> float:
    """Return the capacity units that one page consumes, as the server counts them."""
    store = DynamoDBCallStore(aws.dynamodb, aws.threads, table)
    with _counting(aws) as units:
        page = asyncio.run(store.list_calls(query))
    if len(page.calls) < query.limit:
        raise RuntimeError("the page whose capacity is counted is not full")
    return sum(units)


@contextmanager
def _counting(aws: AwsClients) -> Generator[list[float]]:
    units: list[float] = []

    def ask(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def told(parsed: dict[str, Any], **_: Any) -> None:
        units.append(parsed["ConsumedCapacity"]["CapacityUnits"])

    events = aws.dynamodb.meta.events
    events.register(_ASK, ask)
    events.register(_TOLD, told)
    try:
        yield units
    finally:
        events.unregister(_ASK, ask)
        events.unregister(_TOLD, told)
