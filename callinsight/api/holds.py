"""Legal holds: calls that nobody can erase, neither a person nor their age."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import CallId
from callinsight.api.refusals import refusals
from callinsight.api.views import CallShown, shown
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import CallNotFoundError, ConflictError
from callinsight.exporting.reading import with_whole_analysis
from callinsight.services import services

router = APIRouter(
    prefix="/calls/{call_id}/hold",
    tags=["calls"],
    responses=refusals(CallNotFoundError, ConflictError),
)
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class HoldWish(BaseModel):
    """Why a call must be kept."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


@router.put("", dependencies=[needs(Scope.ADMIN)])
async def hold_call(call_id: CallId, wish: HoldWish, caller: Caller) -> CallShown:
    """Keep a call: until it is released nobody can erase it, and its age does not.

    A second hold takes the place of the first. The reason goes with the hold; the audit keeps who
    held the call, and when. A call whose erasure has begun is not found.
    """
    world = services()
    call = await world.holds.hold(call_id, reason=wish.reason, by=caller.name)
    await world.audit.note(caller, "call.hold", call_id)
    return shown(await with_whole_analysis(world.artifacts, call))


@router.delete("", dependencies=[needs(Scope.ADMIN)])
async def release_call(call_id: CallId, caller: Caller) -> CallShown:
    """Release a call: it can be erased again, and is once it is older than its profile allows."""
    world = services()
    call = await world.holds.release(call_id)
    await world.audit.note(caller, "call.release", call_id)
    return shown(await with_whole_analysis(world.artifacts, call))
