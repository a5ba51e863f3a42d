"""A legal hold: a call that must be kept, whoever wants it erased and however old it is."""

from datetime import datetime

from callinsight.domain.call import Call, Hold
from callinsight.domain.transitions import Write, change


def held(call: Call, now: datetime, *, reason: str, author: str) -> Write:
    """Return the write that holds a call; a second hold takes the place of the first."""
    return change(call, now, expect=("hold",), hold=Hold(reason=reason, author=author, at=now))


def released(call: Call, now: datetime) -> Write:
    """Return the write after which the call may be erased again."""
    return change(call, now, expect=("hold",), hold=None)
