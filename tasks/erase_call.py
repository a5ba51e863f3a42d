"""Task: the erasure of one call, as far as it can go now."""

from datetime import datetime

from prefect import task

from callinsight.domain.access import Actor
from callinsight.services import services
from tasks.retry import STEP_POLICY, only_safe_errors

_THIS_FLOW = Actor(kind="command", name="erase_call", scopes=frozenset())


@task(**STEP_POLICY)
async def erase_one_call(call_id: str) -> datetime | None:
    """Take the steps of an erasure that are due; return when the next one is, None once it is done."""
    with only_safe_errors():
        return (await services().erasing_now.advance(call_id, _THIS_FLOW)).due_at
