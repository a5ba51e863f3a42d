"""Calls in memory."""

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from callinsight.domain.call import Call, Lane
from callinsight.domain.dispatch import LOOK_AGAIN
from callinsight.domain.errors.call import CursorError
from callinsight.domain.instant import instant_text
from callinsight.domain.listing import with_list_fields
from callinsight.domain.transitions import Write, plain
from callinsight.ports.calls import CallPage, CallQuery, OwnedCall, UpdatedCalls
from callinsight.table_definitions import LIST_FIELDS


class FakeCallStore:
    """Keeps plain records, so that nothing survives here that DynamoDB could not store."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}

    async def get(self, call_id: str) -> Call | None:
        record = self.records.get(call_id)
        return None if record is None else Call.model_validate(record)

    async def add(self, call: Call) -> bool:
        if call.call_id in self.records:
            return False
        self.records[call.call_id] = json.loads(json.dumps(plain(with_list_fields(call))))
        return True

    async def apply(self, write: Write) -> Call | None:
        record = self.records.get(write.call_id)
        if record is None:
            return None
        if any(record.get(name) != value for name, value in _json(write.expect).items()):
            return Call.model_validate(record) if _is_applied(write, record) else None
        for name, value in _json(write.values).items():
            record.pop(name, None)
            if value is not None:
                record[name] = value
        return Call.model_validate(record)

    async def postpone(self, call_id: str, now: datetime, until: datetime) -> None:
        record = self.records.get(call_id, {})
        if "due_at" in record and record["due_at"] <= instant_text(now):
            record["due_at"] = instant_text(until)

    async def list_calls(self, query: CallQuery) -> CallPage:
        rest = (call for call in self._listed(_position(query)) if query.matches(call))
        page = [*islice(rest, query.limit)]
        more = next(rest, None) is not None
        return CallPage(tuple(page), _cursor(page[-1], query) if more else None, len(page))

    async def list_updated(self, since: datetime, limit: int) -> UpdatedCalls:
        moment = instant_text(since)
        rows = sorted(
            (record["updated_at"], call_id)
            for call_id, record in self.records.items()
            if record["updated_at"][:10] == moment[:10] and record["updated_at"] >= moment
        )
        calls = tuple(_narrowed(self.records[call_id]) for _, call_id in rows[:limit])
        return UpdatedCalls(calls, is_all=len(rows) <= limit)

    async def list_due(self, lane: Lane, now: datetime, limit: int) -> Sequence[str]:
        due = [
            (record["due_at"], call_id)
            for call_id, record in self.records.items()
            if record.get("lane") == lane and record["due_at"] <= instant_text(now)
        ]
        return [call_id for _, call_id in sorted(due)][: max(limit, 0)]

    async def list_dispatched(self, now: datetime) -> Sequence[str]:
        window = instant_text(now), instant_text(now + LOOK_AGAIN)
        return [
            call_id
            for call_id, record in self.records.items()
            if record.get("lane") == "watch"
            and "dispatched_at" in record
            and window[0] <= record["due_at"] <= window[1]
        ]

    async def list_owned(self) -> Sequence[OwnedCall]:
        return [
            OwnedCall(call_id, record["owner"], record.get("run_id"))
            for call_id, record in self.records.items()
            if "owner" in record
        ]

    def _listed(self, after: tuple[str, str] | None) -> Iterator[Call]:
        """Yield the calls that are not erased, newest first, from behind a position on."""
        keys = ((r["created_at"], r["call_id"]) for r in self.records.values() if "created_at" in r)
        for key in sorted((key for key in keys if after is None or key < after), reverse=True):
            yield _narrowed(self.records[key[1]])


def _narrowed(record: dict[str, Any]) -> Call:
    """Return what an index tells of a call."""
    told = {name: record[name] for name in ("call_id", "erased_at", *LIST_FIELDS) if name in record}
    return Call.model_validate(told)


def _json(values: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(dict(values)))
    return document


def _is_applied(write: Write, record: dict[str, Any]) -> bool:
    return all(record.get(name) == value for name, value in _json(write.values).items())


def _key(call: Call) -> tuple[str, str]:
    return instant_text(call.created_at), call.call_id


def _filters(query: CallQuery) -> list[Any]:
    return [query.status, query.profile_id, query.filters.model_dump()]


def _cursor(call: Call, query: CallQuery) -> str:
    document = json.dumps({"after": _key(call), "filters": _filters(query)})
    return base64.urlsafe_b64encode(document.encode()).decode()


def _position(query: CallQuery) -> tuple[str, str] | None:
    if query.cursor is None:
        return None
    try:
        document = json.loads(base64.urlsafe_b64decode(query.cursor))
        if document["filters"] != _filters(query):
            raise CursorError("The cursor belongs to a list with other filters.")
        return tuple(document["after"])
    except (ValueError, KeyError, TypeError):
        raise CursorError("The cursor was not issued by this list.") from None
