"""The table of calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callinsight.domain.call import Call, Lane
from callinsight.domain.call_filters import EVERY_CALL, CallFilters
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write


@dataclass(frozen=True)
class CallQuery:
    """Which calls to list, newest first.

    At most one of `status` and `profile_id` is indexed; `filters` never are.
    """

    status: Status | None = None
    profile_id: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    filters: CallFilters = EVERY_CALL
    limit: int = 50
    cursor: str | None = None

    def matches(self, call: Call) -> bool:
        """Say whether a call belongs to the list, whatever page it is on."""
        return (
            (self.status is None or call.status is self.status)
            and (self.profile_id is None or call.profile_id == self.profile_id)
            and (self.created_from is None or call.created_at >= self.created_from)
            and (self.created_to is None or call.created_at <= self.created_to)
            and self.filters.match(call)
        )


@dataclass(frozen=True)
class CallPage:
    """One page of a list; `cursor` continues it, `scanned` says how many records were read."""

    calls: tuple[Call, ...]
    cursor: str | None
    scanned: int


@dataclass(frozen=True)
class UpdatedCalls:
    """Calls as they are listed, by their last change; more may follow unless `is_all`."""

    calls: tuple[Call, ...]
    is_all: bool


@dataclass(frozen=True)
class OwnedCall:
    """A call that some process has claimed to execute."""

    call_id: str
    owner: str
    run_id: str | None = None


class CallStore(Protocol):
    """Keeps call records; every change is one conditional write."""

    async def get(self, call_id: str) -> Call | None:
        """Return the record as it is now (strongly consistent), erased ones included."""
        ...

    async def add(self, call: Call) -> bool:
        """Store a new record; False if the id exists already."""
        ...

    async def apply(self, write: Write) -> Call | None:
        """Carry out a write; return the new record, or None if its conditions do not hold."""
        ...

    async def postpone(self, call_id: str, now: datetime, until: datetime) -> None:
        """Let a due call be due at `until`, without reading its record: it may be unreadable.

        A call that is not due at `now` any more stays as it is.
        """
        ...

    async def list_calls(self, query: CallQuery) -> CallPage:
        """Return a page of non-erased calls; raises `CursorError` for a cursor that is not ours."""
        ...

    async def list_updated(self, since: datetime, limit: int) -> UpdatedCalls:
        """Return what changed at `since` or later on that day (UTC), erased calls included.

        One read of an index, which may lag behind the records for a moment.
        """
        ...

    async def list_due(self, lane: Lane, now: datetime, limit: int) -> Sequence[str]:
        """Return the ids of calls of a lane whose `due_at` has come, the longest due first."""
        ...

    async def list_dispatched(self, now: datetime) -> Sequence[str]:
        """Return the ids of calls that have a flow run which nobody has begun yet."""
        ...

    async def list_owned(self) -> Sequence[OwnedCall]:
        """Return every call that has an owner, dead or alive."""
        ...
