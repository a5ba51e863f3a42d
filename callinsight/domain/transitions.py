"""The only way a call changes: conditional writes along a table of legal transitions.

A `Write` is data. The store applies all of it or nothing, in one conditional update, so the
protocol of `docs/architecture.md` (fence, owner, attempt, due_at) is decided here, in pure code,
and every store obeys the same decisions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from callinsight.domain.call import Call, HistoryEntry, lane_of
from callinsight.domain.instant import instant_text
from callinsight.domain.listing import changed_list_fields
from callinsight.domain.status import PATH, RUNNING, Status
from callinsight.domain.telling import telling

HISTORY_LIMIT = 60

_AHEAD = {status: frozenset(PATH[PATH.index(status) + 1 :]) for status in PATH}
WITHIN_AN_ATTEMPT: Mapping[Status, frozenset[Status]] = {
    Status.PENDING_UPLOAD: frozenset({Status.UPLOADING, Status.FAILED}),
    Status.UPLOADING: frozenset({Status.UPLOADING, Status.FAILED}),
    Status.QUEUED: frozenset({Status.READING, Status.FAILED}),
    **{status: _AHEAD[status] | {Status.FAILED} for status in RUNNING},
    Status.COMPLETED: frozenset(),
    Status.FAILED: frozenset(),
}
WITH_A_NEW_ATTEMPT: Mapping[Status, frozenset[Status]] = {
    Status.PENDING_UPLOAD: frozenset({Status.QUEUED}),
    Status.UPLOADING: frozenset({Status.QUEUED}),
    Status.QUEUED: frozenset({Status.QUEUED, Status.READING}),
    **{status: frozenset({Status.QUEUED, Status.READING}) for status in RUNNING},
    Status.COMPLETED: frozenset({Status.QUEUED, Status.READING}),
    Status.FAILED: frozenset({Status.QUEUED, Status.READING}),
}


class IllegalTransitionError(AssertionError):
    """A defect: somebody tried to write a status that cannot follow."""


@dataclass(frozen=True)
class Write:
    """One conditional write to one call record.

    `values` maps attributes to their new plain value (None removes the attribute); `expect` maps
    attributes to the value they must still have (None: they must be absent). `told` holds values
    that an ending writes as well where somebody wants to be told of it.
    """

    call_id: str
    values: Mapping[str, Any]
    expect: Mapping[str, Any]
    told: Mapping[str, Any] = field(default_factory=dict)


def is_legal(seen: Status, to: Status, *, new_attempt: bool) -> bool:
    """Say whether `to` may follow `seen`; re-queuing and deliberate runs need a new attempt."""
    table = WITH_A_NEW_ATTEMPT if new_attempt else WITHIN_AN_ATTEMPT
    return to in table[seen]


def change(call: Call, now: datetime, *, expect: Iterable[str] = (), **attributes: Any) -> Write:
    """Return the write of `attributes`, valid while the fence and all `expect`ed are as seen.

    A new status is checked against the tables and noted in the history; None removes.
    """
    status: Status | None = attributes.get("status")
    attempt: int = attributes.get("attempt", call.attempt)
    told: dict[str, Any] = {}
    if status is not None and (status != call.status or attempt > call.attempt):
        _check(call, status, new_attempt=attempt > call.attempt)
        attributes["history"] = _noted(call, status, now, attempt)
        told = telling(call.model_copy(update=attributes), now)
    attributes["lane"] = lane_of(call.model_copy(update=attributes))
    attributes |= changed_list_fields(call, attributes)
    return Write(
        call_id=call.call_id,
        values={name: plain(value) for name, value in attributes.items()}
        | {"updated_at": instant_text(now)},
        expect={name: plain(getattr(call, name)) for name in ("fence", *expect)},
        told={name: plain(value) for name, value in told.items()},
    )


def with_news(write: Write) -> Write:
    """Return the write of a call whose endings are told: its news is in the same write."""
    return replace(write, values={**write.values, **write.told}, told={})


def handed_over(call: Call, now: datetime) -> Write:
    """Return the write after the call's news was given to its deliveries: nothing is due any more."""
    return change(call, now, expect=("due_at",), untold=None, due_at=None)


def queued(call: Call, now: datetime, due_at: datetime, **attributes: Any) -> Write:
    """Return the write that (re)queues a call: a new attempt, and every older execution fenced off."""
    return change(
        call,
        now,
        **{"status_reason": None, "run_id": call.run_id}
        | attributes
        | {
            "status": Status.QUEUED,
            "due_at": due_at,
            "dispatched_at": None,
            "attempt": call.attempt + 1,
            "fence": call.fence + 1,
            "owner": None,
        },
    )


def ended(call: Call, now: datetime, status: Status, **attributes: Any) -> Write:
    """Return the write that ends a call: nobody owns it, and its execution cannot write again."""
    return change(
        call,
        now,
        status=status,
        status_reason=None,
        due_at=None,
        dispatched_at=None,
        owner=None,
        fence=call.fence + 1,
        **attributes,
    )


def plain(value: Any) -> Any:
    """Return `value` as it is stored: dictionaries, lists, text and numbers."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _noted(call: Call, status: Status, now: datetime, attempt: int) -> tuple[HistoryEntry, ...]:
    entry = HistoryEntry(status=status, at=now, attempt=attempt)
    return (*call.history, entry)[-HISTORY_LIMIT:]


def _check(call: Call, status: Status, *, new_attempt: bool) -> None:
    if not is_legal(call.status, status, new_attempt=new_attempt):
        raise IllegalTransitionError(f"{call.status} -> {status}, new attempt: {new_attempt}")
