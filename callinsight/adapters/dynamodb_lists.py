"""Lists of calls, each from an index; a page costs the same however large the table is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.adapters.dynamodb_cursor import read_cursor, write_cursor
from callinsight.adapters.dynamodb_items import from_item, to_item
from callinsight.domain.call import Call, Lane
from callinsight.domain.instant import instant_text
from callinsight.ports.calls import CallPage, CallQuery, OwnedCall, UpdatedCalls

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIRST_MONTH = "2026-01"  # no record is older than the product
SCAN_LIMIT = 1000
SPARSE_PAGE = 250
MONTHS_PER_REQUEST = 12
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # call ids count from here
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Range:
    """One key range of an index, newest first."""

    index: str
    partition: tuple[str, str]
    created: tuple[str, str]


class CallLists:
    """Reads the indexes of the calls table."""

    def __init__(self, client: "DynamoDBClient", threads: AwsThreads, table: str) -> None:
        self._client = client
        self._threads = threads
        self._table = table

    async def page(self, query: CallQuery) -> CallPage:
        """Return up to `query.limit` calls; stops early after 1,000 records and says so."""
        query = _in_calendar(query)
        first, start = read_cursor(query)
        month: str | None = first if _can_match(query) else None
        calls: list[Call] = []
        scanned, months = 0, 0
        while month is not None and len(calls) < query.limit and scanned < SCAN_LIMIT:
            if months >= MONTHS_PER_REQUEST:
                break
            found, read, start = await self._slice(
                query, month, start, query.limit - len(calls), SCAN_LIMIT - scanned
            )
            calls += found
            scanned += read
            if start is None:
                month, months = _month_before(query, month), months + 1
        cursor = write_cursor(query, month, start) if month is not None else None
        return CallPage(calls=tuple(calls), cursor=cursor, scanned=scanned)

    async def due(self, lane: Lane, now: datetime, limit: int) -> Sequence[str]:
        """Return ids from the sparse index of open calls."""
        if limit <= 0:
            return ()
        answer = await self._query(
            IndexName="open",
            KeyConditionExpression="lane = :lane AND due_at <= :now",
            ExpressionAttributeValues=to_item({":lane": lane, ":now": instant_text(now)}),
            Limit=limit,
        )
        return [item["call_id"]["S"] for item in answer["Items"]]

    async def dispatched(self, now: datetime, until: datetime) -> Sequence[str]:
        """Return the watched calls due in this window that have been dispatched."""
        answer = await self._query(
            IndexName="open",
            KeyConditionExpression="lane = :lane AND due_at BETWEEN :now AND :until",
            FilterExpression="attribute_exists(dispatched_at)",
            ExpressionAttributeValues=to_item(
                {":lane": "watch", ":now": instant_text(now), ":until": instant_text(until)}
            ),
        )
        return [item["call_id"]["S"] for item in answer["Items"]]

    async def owned(self) -> Sequence[OwnedCall]:
        """Read the whole sparse index of owned calls: as many rows as calls are running."""
        owned: list[OwnedCall] = []
        start: dict[str, Any] = {}
        while True:
            with aws_errors(f"table {self._table}"):
                answer: Mapping[str, Any] = await self._threads.run(
                    self._client.scan, TableName=self._table, IndexName="by_owner", **start
                )
            owned += [OwnedCall(**from_item(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return owned
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    async def updated(self, since: datetime, limit: int) -> UpdatedCalls:
        """Return the changes of one day from a moment on, the oldest first."""
        moment = instant_text(since)
        answer = await self._query(
            IndexName="by_update",
            KeyConditionExpression="updated_day = :day AND updated_at >= :since",
            ExpressionAttributeValues=to_item({":day": moment[:10], ":since": moment}),
            Limit=limit,
        )
        calls = tuple(Call.model_validate(from_item(item)) for item in answer["Items"])
        return UpdatedCalls(calls, is_all="LastEvaluatedKey" not in answer)

    async def _slice(
        self, query: CallQuery, month: str, start: dict[str, Any] | None, wanted: int, may_read: int
    ) -> tuple[list[Call], int, dict[str, Any] | None]:
        """Read one page of one range; None as the third value says that the range is done."""
        span = _range(query, month)
        by_two = query.status is not None and query.profile_id is not None
        sparse = by_two or not query.filters.is_empty
        request: dict[str, Any] = {
            "IndexName": span.index,
            "KeyConditionExpression": "#p = :p AND created_at BETWEEN :from AND :to",
            "ExpressionAttributeNames": {"#p": span.partition[0]},
            "ExpressionAttributeValues": to_item(
                {":p": span.partition[1], ":from": span.created[0], ":to": span.created[1]}
            ),
            "ScanIndexForward": False,
            "Limit": min(may_read, max(wanted, SPARSE_PAGE) if sparse else wanted),
        }
        if start is not None:
            request["ExclusiveStartKey"] = to_item(start)
        answer = await self._query(**request)
        items = [from_item(item) for item in answer["Items"]]
        last = answer.get("LastEvaluatedKey")
        found: list[Call] = []
        for read, item in enumerate(items, start=1):
            call = Call.model_validate(item)
            if query.matches(call):
                found.append(call)
            if len(found) == wanted and read < len(items):
                return found, read, _key_of(item, span)
        return found, len(items), from_item(last) if last else None

    async def _query(self, **request: Any) -> Mapping[str, Any]:
        with aws_errors(f"table {self._table}"):
            return await self._threads.run(self._client.query, TableName=self._table, **request)


def _in_calendar(query: CallQuery) -> CallQuery:
    """Return the same list with bounds that `instant_text` can write, in the order of time."""
    return replace(
        query,
        created_from=_in_reach(query.created_from),
        created_to=_in_reach(query.created_to),
    )


def _in_reach(moment: datetime | None) -> datetime | None:
    return None if moment is None else max(_EARLIEST, min(moment, _LATEST))


def _can_match(query: CallQuery) -> bool:
    """DynamoDB refuses a span that ends before it begins."""
    since, until = query.created_from, query.created_to
    return since is None or until is None or since <= until


def _range(query: CallQuery, month: str) -> _Range:
    created = (
        instant_text(query.created_from) if query.created_from else "0",
        instant_text(query.created_to) if query.created_to else "9",
    )
    if query.status is not None:
        return _Range("by_status", ("status", query.status.value), created)
    if query.profile_id is not None:
        return _Range("by_profile", ("profile_id", query.profile_id), created)
    return _Range("by_month", ("created_month", month), created)


def _month_before(query: CallQuery, month: str) -> str | None:
    """Return the next older month to read, or None if there is none (or the index needs none)."""
    if query.status is not None or query.profile_id is not None:
        return None
    oldest = instant_text(query.created_from)[:7] if query.created_from else FIRST_MONTH
    year, number = (int(part) for part in month.split("-"))
    before = f"{year}-{number - 1:02d}" if number > 1 else f"{year - 1}-12"
    return before if before >= max(oldest, FIRST_MONTH) else None


def _key_of(item: Mapping[str, Any], span: _Range) -> dict[str, Any]:
    return {
        "call_id": item["call_id"],
        "created_at": item["created_at"],
        span.partition[0]: span.partition[1],
    }
