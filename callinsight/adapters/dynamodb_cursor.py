"""List cursors: opaque to clients, bound to their list, and checked before DynamoDB sees them."""

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from callinsight.adapters.opaque_cursor import read_opaque, write_opaque
from callinsight.domain.call_id import is_call_id
from callinsight.domain.errors.call import CursorError
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.instant import instant_text
from callinsight.ports.calls import CallQuery


class _Cursor(BaseModel):
    """Where a list goes on: the month, and the keys of the last record read in it."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(description="fingerprint of the filters")
    m: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")
    c: str | None = None
    t: str | None = Field(None, pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")


def write_cursor(query: CallQuery, month: str, start: dict[str, Any] | None) -> str:
    """Return the cursor that continues behind `start` (the start of the month if None)."""
    call_id, created_at = (start["call_id"], start["created_at"]) if start else (None, None)
    return write_opaque(_Cursor(q=_filters(query), m=month, c=call_id, t=created_at))


def read_cursor(query: CallQuery) -> tuple[str, dict[str, Any] | None]:
    """Return the month and start keys of a query's cursor; raises `CursorError` if it is not ours."""
    if query.cursor is None:
        now = datetime.now(UTC)  # behind it there are only months without calls
        return instant_text(min(query.created_to or now, now))[:7], None
    cursor = read_opaque(_Cursor, query.cursor)
    if cursor.q != _filters(query):
        raise CursorError("The cursor belongs to a list with other filters.")
    if cursor.c is None or cursor.t is None:
        return cursor.m, None
    if not is_call_id(cursor.c):
        raise CursorError("The cursor was not issued by this list.")
    return cursor.m, {"call_id": cursor.c, "created_at": cursor.t, **_partition(query, cursor.m)}


def _partition(query: CallQuery, month: str) -> dict[str, str]:
    if query.status is not None:
        return {"status": query.status.value}
    if query.profile_id is not None:
        return {"profile_id": query.profile_id}
    return {"created_month": month}


def _filters(query: CallQuery) -> str:
    return fingerprint(
        status=query.status,
        profile=query.profile_id,
        since=query.created_from,
        until=query.created_to,
        **query.filters.model_dump(exclude_none=True),
    )[:12]
