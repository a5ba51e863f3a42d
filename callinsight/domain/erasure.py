"""Erasure in three steps: tombstone, deletion, and deletion again once nothing can come late."""

from datetime import datetime, timedelta

from callinsight.domain.call import Call
from callinsight.domain.errors.call import CallHeldError
from callinsight.domain.failures import ERASED
from callinsight.domain.instant import instant_text
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write, change, plain

LATE_ANSWERS = timedelta(minutes=5)
# What stays: enough to find the objects to delete, and nothing a caller or an agent said.
_KEPT = frozenset(
    {
        "call_id",
        "status",
        "fence",
        "priority",
        "attempt",
        "schema_version",
        "run_id",
        "recording",
        "upload_expires_at",
    }
)


def tombstone(call: Call, now: datetime) -> Write:
    """Return the write that erases the record's content and fences off every execution.

    It fails if somebody holds the call meanwhile; raises `CallHeldError` if somebody does already.
    """
    if call.hold is not None:
        raise CallHeldError("The call is under a legal hold.")
    removed = {name: None for name in Call.model_fields if name not in _KEPT}
    write = change(call, now, expect=("hold",))
    return Write(
        call_id=write.call_id,
        expect=write.expect,
        values={
            **write.values,
            **removed,
            "status": Status.FAILED.value,
            "failure": ERASED.model_dump(mode="json", exclude_none=True),
            "fence": call.fence + 1,
            "erased_at": write.values["updated_at"],
            "updated_at": write.values["updated_at"],
            "erasure": "requested",
            "due_at": write.values["updated_at"],
            "lane": "watch",
            "came_in_at": instant_text(call.came_in_at or call.created_at),
            **_place(call),
        },
    )


def _place(call: Call) -> dict[str, object]:
    """Where the recording lies, without what its uploader said about it."""
    if call.recording is None:
        return {}
    bare = call.recording.model_copy(update={"metadata": {}, "content_type": None})
    return {"recording": plain(bare)}


def deleted(call: Call, now: datetime, longest_request: timedelta) -> Write:
    """Return the write after the first deletion: the next one waits for whatever can come late.

    A provider's answer may be on its way for the longest request deadline, and an upload link
    works until it expires. [url]
    """
    again = now + longest_request + LATE_ANSWERS
    if call.upload_expires_at is not None:
        again = max(again, call.upload_expires_at + LATE_ANSWERS)
    return change(call, now, expect=("erasure",), erasure="deleted", due_at=again)


def done(call: Call, now: datetime) -> Write:
    """Return the write after the second deletion: only the tombstone stays, for ever."""
    return change(
        call,
        now,
        expect=("erasure",),
        erasure="done",
        due_at=None,
        recording=None,
        run_id=None,
        upload_expires_at=None,
    )
