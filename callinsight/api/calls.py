"""Calls: announced, listed, looked at, changed, erased."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Response

from callinsight.api.access import Caller, needs
from callinsight.api.call_bodies import CallChange, CallList, Erasure, NewCall
from callinsight.api.call_query import Wanted
from callinsight.api.parameters import CallId, Cursor, Limit
from callinsight.api.refusals import refusals
from callinsight.api.views import CallShown, listed, shown
from callinsight.domain.access import Scope
from callinsight.domain.call_id import new_call_id
from callinsight.domain.errors.call import (
    CallHeldError,
    CallNotFoundError,
    ConflictError,
    CursorError,
    IdempotencyKeyReusedError,
    RolesUnknownError,
    TooMuchMetadataError,
)
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.uploads import pending_call
from callinsight.exporting.reading import with_whole_analysis
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["calls"])


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    dependencies=[needs(Scope.WRITE)],
    responses={
        201: {"headers": {"Location": {"required": True, "schema": {"type": "string"}}}},
        **refusals(CallNotFoundError, IdempotencyKeyReusedError),
    },
)
async def create_call(
    new: NewCall,
    response: Response,
    caller: Caller,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=255,
            description="the same key and body within a day: the same call",
            examples=["crm-4711"],
        ),
    ] = None,
) -> CallShown:
    """Announce a call. The same Idempotency-Key within a day returns the same call.

    With another body it is refused.
    """
    world = services()
    call_id = new_call_id()
    if idempotency_key is not None:
        request = fingerprint(**new.model_dump())
        call_id = await world.operations.remember(idempotency_key, call_id, request=request)
    call = pending_call(
        call_id,
        world.clock(),
        profile_id=new.profile_id,
        metadata=new.metadata,
        priority=new.priority,
    )
    if await world.calls.add(call):
        await world.audit.note(
            caller, "call.create", call_id, profile_id=new.profile_id, metadata=[*new.metadata]
        )
    else:
        call = await world.reruns.existing(call_id)
    response.headers["Location"] = f"/calls/{call_id}"
    return shown(call)


@router.get("", dependencies=[needs(Scope.READ)], responses=refusals(CursorError))
async def list_calls(wanted: Wanted, limit: Limit = 50, cursor: Cursor = None) -> CallList:
    """List calls, newest first.

    Text is compared without regard to upper and lower case. A filter other than status, profile
    and time looks through at most 1,000 calls for one page: go on with the cursor.
    """
    page = await services().calls.list_calls(replace(wanted, limit=limit, cursor=cursor))
    return CallList(
        calls=[listed(call) for call in page.calls], cursor=page.cursor, scanned=page.scanned
    )


@router.patch(
    "/{call_id}",
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(CallNotFoundError, ConflictError, RolesUnknownError, TooMuchMetadataError),
)
async def change_call(call_id: CallId, wanted: CallChange, caller: Caller) -> CallShown:
    """Change what is said about a call, or exchange agent and customer: both, or neither.

    A swap is free, and a second one gives back what was: metrics are computed anew, an analysis is
    marked as stale until the call is run again. It needs a call that has ended; metadata does not.
    """
    call = await services().changes.change(
        call_id, swap_roles=bool(wanted.swap_roles), metadata=wanted.metadata
    )
    names = sorted(wanted.metadata) or None
    await services().audit.note(
        caller, "call.change", call_id, swap_roles=wanted.swap_roles, metadata=names
    )
    return shown(call)


@router.delete(
    "/{call_id}",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(CallNotFoundError, CallHeldError, ConflictError),
)
async def erase_call(call_id: CallId, caller: Caller) -> Erasure:
    """Erase a call: its recording, transcript, analyses, runs and record. There is no way back.

    It vanishes at once, even while it runs. Its data is deleted in the background, and once more
    when no provider's answer and no upload can come late; the audit keeps that it was erased. A call
    under a legal hold is refused.
    """
    await services().changes.erase(call_id)
    await services().audit.note(caller, "call.erase", call_id)
    return Erasure(call_id=call_id)


@router.get("/{call_id}", dependencies=[needs(Scope.READ)], responses=refusals(CallNotFoundError))
async def get_call(call_id: CallId) -> CallShown:
    """Show one call."""
    world = services()
    call = await world.reruns.existing(call_id)
    return shown(await with_whole_analysis(world.artifacts, call))
