"""Cancellations: calls that run or wait, ended because a person asks for it."""

from http import HTTPStatus

from fastapi import APIRouter

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import CallId
from callinsight.api.refusals import refusals
from callinsight.api.views import CallShown, shown
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import CallEndedError, CallNotFoundError, ConflictError
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["calls"])


@router.post(
    "/{call_id}/cancellation",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(CallNotFoundError, CallEndedError, ConflictError),
)
async def cancel_call(call_id: CallId, caller: Caller) -> CallShown:
    """Cancel a call that runs or waits; its run is told to stop.

    It fails as `cancelled` and is not started again by itself. A re-run pays nothing finished again.
    """
    call = await services().cancelling.cancel(call_id)
    await services().audit.note(caller, "call.cancel", call_id)
    return shown(call)
