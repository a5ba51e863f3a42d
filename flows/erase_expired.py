"""Flow: calls that were kept as long as their profiles say, erased every night."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from callinsight.domain.errors.base import CallInsightError
from tasks.erase_expired import erase_expired_calls


@flow(flow_run_name="retention")
async def erase_expired(most: int = 500) -> State[Any]:
    """Erase at most so many calls whose days are over; what is held stays. Again goes on."""
    try:
        erased, held, is_all = await erase_expired_calls(most)
    except CallInsightError as stopped:
        return Failed(message=f"{stopped.code}. {stopped} {stopped.hint}".strip())
    more = "" if is_all else " There are more: run it again."
    return Completed(message=f"Calls erased: {erased}. Held: {held}.{more}")
