"""How long calls are kept: so many days from the moment they came to their end."""

from datetime import datetime, timedelta

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.domain.transitions import HISTORY_LIMIT


def expires_at(call: Call, days: int) -> datetime | None:
    """Return when a call has been kept for so many days; None while it is not at an end."""
    ended = _ended_at(call)
    return None if ended is None else ended + timedelta(days=days)


def _ended_at(call: Call) -> datetime | None:
    """Return when the call was completed first, so that analyzing it again does not prolong it.

    One that never was counts from its failure. A history that is full has lost its beginning: then
    the day the call came in counts.
    """
    if not call.is_terminal or call.erased_at is not None:
        return None
    if len(call.history) >= HISTORY_LIMIT:
        return call.created_at
    completed = [entry.at for entry in call.history if entry.status is Status.COMPLETED]
    ended = [entry.at for entry in call.history[-1:]]
    return next(iter(completed or ended), call.created_at)
