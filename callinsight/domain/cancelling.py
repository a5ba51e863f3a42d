"""Cancelling: a person takes a call away from whoever executes it, or is about to."""

from datetime import datetime

from callinsight.domain.call import Call
from callinsight.domain.dispatch import RunState
from callinsight.domain.failures import CANCELLED
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write, ended


def can_cancel(call: Call) -> bool:
    """Say whether there is anything left to cancel."""
    return not call.is_terminal and call.erased_at is None


def cancelled_by_person(call: Call, now: datetime) -> Write:
    """Return the write that ends the call: its execution is fenced off, and nobody owns it.

    A recording that is still on its way does not start the call again: its link is forgotten.
    """
    forgotten = {"upload_key": None} if call.recording is None else {}
    return ended(call, now, Status.FAILED, failure=CANCELLED, **forgotten)


def state_after_cancel(state: RunState) -> RunState | None:
    """Return the state that a cancelled call's run gets, or None if it is ending anyway.

    One that may have a process is told to stop; another must not begin any more.
    """
    if state.is_over or state.is_cancel:
        return None
    return (
        RunState.CANCELLING if state in {RunState.RUNNING, RunState.PENDING} else RunState.CANCELLED
    )
