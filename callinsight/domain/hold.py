"""A legal hold: a call that must be kept, whoever wants it erased and however old it is."""

from datetime import datetime

from callinsight.domain.call import Call, Hold
from callinsight.domain.errors.call import CallHeldError
from callinsight.domain.transitions import Write, change


def held(call: Call, now: datetime, *, reason: str, author: str) -> Write:
    """Return the write that holds a call; raises `CallHeldError` if it is held already."""
    if call.hold is not None:
        raise CallHeldError("The call is held already, for another reason.")
    return change(call, now, expect=("hold",), hold=Hold(reason=reason, author=author, at=now))


def released(call: Call, now: datetime) -> Write:
    """Return the write after which the call may be erased again."""
    return change(call, now, expect=("hold",), hold=None)
