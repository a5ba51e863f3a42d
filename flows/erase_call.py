"""Flow: calls erased for good, as `DELETE /calls/{call_id}` does."""

from datetime import datetime
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from callinsight.domain.call_id import is_call_id
from callinsight.domain.errors.base import CallInsightError
from tasks.erase_call import erase_one_call


@flow(flow_run_name="erasure")
async def erase_call(call_ids: list[str]) -> State[Any]:
    """Delete what belongs to these calls, and say when it is deleted again for what comes late.

    Run again, it goes on: after that time it takes the last step, unless the dispatcher did.
    """
    wrong = sum(not is_call_id(call_id) for call_id in call_ids)
    if wrong:
        return Failed(message=f"{wrong} of {len(call_ids)} are no call ids; nothing was erased.")
    left, again = [], []
    for call_id in call_ids:
        try:
            again.append(await erase_one_call(call_id))
        except CallInsightError as refused:
            left.append(refused.code)
    if left:
        return Failed(
            message=f"{len(left)} of {len(call_ids)} left: {', '.join(sorted(set(left)))}."
        )
    return _told([moment for moment in again if moment is not None], len(call_ids))


def _told(again: list[datetime], number: int) -> State[Any]:
    """Name how far it is: a second deletion waits until no answer and no upload can come."""
    if not again:
        return Completed(name="Erased", message=f"Calls erased: {number}.")
    moment = f"{max(again):%Y-%m-%d %H:%M} UTC"
    return Completed(
        name="Deleted",
        message=f"Calls deleted: {number}. What comes late is deleted at {moment} by the dispatcher.",
    )
