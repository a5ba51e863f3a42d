"""Flow runs as the engine reports them."""

from datetime import timedelta
from typing import Any

from callinsight.domain.call import Call
from callinsight.domain.dispatch import Run, RunState
from tests.builders import NOON

OVER = [RunState.COMPLETED, RunState.FAILED, RunState.CRASHED]
CANCEL = [RunState.CANCELLED, RunState.CANCELLING]
WAITS = [RunState.PAUSED, RunState.AWAITING_RETRY]
ON_ITS_WAY = [RunState.SCHEDULED, RunState.PENDING, RunState.RUNNING]


def a_reported_run(
    state: RunState, call: Call | None = None, *, age: timedelta = timedelta(0), **fields: Any
) -> Run:
    """Return the run `r1` as it stands at noon, for a call's current attempt if one is given."""
    key = None if call is None else call.idempotency_key
    known = {"id": "r1", "key": key, "state": state, "since": NOON - age}
    return Run.model_validate({**known, **fields})
