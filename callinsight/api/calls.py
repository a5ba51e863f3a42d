"""Calls: announced, listed, looked at, changed, erased."""

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callinsight.api.access import Caller, needs
from callinsight.api.call_query import Wanted
from callinsight.api.views import CallListed, CallShown, listed, shown
from callinsight.domain.access import Scope
from callinsight.domain.call import Priority
from callinsight.domain.call_id import new_call_id
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.metadata import MOST_METADATA, MetadataName, MetadataValue
from callinsight.domain.uploads import pending_call
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["calls"])


class NewCall(BaseModel):
    """A call to be announced."""

    model_config = ConfigDict(extra="forbid")

    profile_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")] | (
        None
    ) = None
    metadata: dict[MetadataName, MetadataValue] = Field({}, max_length=MOST_METADATA)
    priority: Priority = "live"


class CallList(BaseModel):
    """One page of calls, newest first."""

    calls: list[CallListed]
    cursor: str | None = Field(None, description="pass it back to continue; null at the end")
    scanned: int = Field(description="how many records were read for this page")


@router.post("", status_code=HTTPStatus.CREATED, dependencies=[needs(Scope.WRITE)])
async def create_call(
    new: NewCall,
    response: Response,
    caller: Caller,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255)] = None,
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


@router.get("", dependencies=[needs(Scope.READ)])
async def list_calls(
    wanted: Wanted,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=2048)] = None,
) -> CallList:
    """List calls, newest first.

    Text is compared without regard to upper and lower case. A filter other than status, profile
    and time looks through at most 1,000 calls for one page: go on with the cursor.
    """
    page = await services().calls.list_calls(replace(wanted, limit=limit, cursor=cursor))
    return CallList(
        calls=[listed(call) for call in page.calls], cursor=page.cursor, scanned=page.scanned
    )


class CallChange(BaseModel):
    """What a person may change on a call; at least one of these."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"metadata": {"agent": "Anna", "team": None}}]},
    )

    swap_roles: Literal[True] | None = Field(None, description="exchange agent and customer")
    metadata: Annotated[dict[MetadataName, MetadataValue | None], Field(max_length=50)] = Field(
        {}, description="merged into what is known; null removes a name"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> "CallChange":
        if not self.swap_roles and not self.metadata:
            raise ValueError("name something to change")
        return self


@router.patch("/{call_id}", dependencies=[needs(Scope.WRITE)])
async def change_call(call_id: str, wanted: CallChange, caller: Caller) -> CallShown:
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


class Erasure(BaseModel):
    """What becomes of an erased call: nobody sees it any more, and its data goes within hours."""

    call_id: str
    erasure: Literal["requested"] = "requested"


@router.delete("/{call_id}", status_code=HTTPStatus.ACCEPTED, dependencies=[needs(Scope.WRITE)])
async def erase_call(call_id: str, caller: Caller) -> Erasure:
    """Erase a call: its recording, transcript, analyses, runs and record. There is no way back.

    It vanishes at once, even while it runs. Its data is deleted in the background, and once more
    when no provider's answer and no upload can come late; the audit keeps that it was erased.
    """
    await services().changes.erase(call_id)
    await services().audit.note(caller, "call.erase", call_id)
    return Erasure(call_id=call_id)


@router.get("/{call_id}", dependencies=[needs(Scope.READ)])
async def get_call(call_id: str) -> CallShown:
    """Show one call."""
    world = services()
    call = await world.reruns.existing(call_id)
    if call.analysis is None or "answers" in call.analysis:
        return shown(call)
    body = await world.artifacts.get(call.analysis["artifact"])  # too large for the record
    whole = json.loads(body) | {"artifact": call.analysis["artifact"]} if body else call.analysis
    return shown(call.model_copy(update={"analysis": whole}))
