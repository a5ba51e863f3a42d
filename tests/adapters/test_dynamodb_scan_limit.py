"""A filter that finds nothing reads a bounded number of records a request."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore, stored_item
from callinsight.domain.call_filters import CallFilters
from callinsight.ports.calls import CallQuery
from tests.builders import a_queued_call


class EndlessTable:
    """Answers every query with as many calls as it may, and with more to come."""

    def __init__(self) -> None:
        self.item = stored_item(a_queued_call())
        self.read = 0

    def query(self, **request: Any) -> Mapping[str, Any]:
        self.read += request["Limit"]
        names = ("call_id", "created_at", "created_month")
        return {
            "Items": [self.item] * request["Limit"],
            "ScannedCount": request["Limit"],
            "LastEvaluatedKey": {name: self.item[name] for name in names},
        }


async def test_a_filter_looks_through_a_thousand_calls_a_request() -> None:
    table = EndlessTable()
    store = DynamoDBCallStore(table, AwsThreads(), "calls")  # type: ignore[arg-type]  # what is asked of it
    query = CallQuery(filters=CallFilters(customer="nobody"))
    page = await store.list_calls(query)
    assert (page.calls, page.scanned, table.read) == ((), 1000, 1000)
    assert page.cursor is not None
    await store.list_calls(replace(query, cursor=page.cursor))
    assert table.read == 2000
