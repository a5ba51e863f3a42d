"""The audit: who changed what, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from callinsight.api.access import needs
from callinsight.api.parameters import CallId, Cursor, Limit
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.audit import AuditLine
from callinsight.domain.errors.call import CallNotFoundError, CursorError
from callinsight.services import services

router = APIRouter(tags=["audit"])


class AuditLineShown(BaseModel):
    """One change that somebody made."""

    at: datetime
    actor: str = Field(description="name of a key, of a token's client, or of this machine")
    kind: Literal["local", "key", "token", "command"] = Field(description="what the actor is")
    action: str = Field(examples=["call.rerun"])
    call_id: str | None = None
    details: dict[str, Any] = Field({}, description="what changed: names only, no words of a call")


class CallAudit(BaseModel):
    """The newest 200 changes of one call, newest first."""

    lines: list[AuditLineShown]


class AuditList(CallAudit):
    """One page of all changes, newest first."""

    cursor: str | None = Field(None, description="pass it back to continue; null at the end")


@router.get(
    "/calls/{call_id}/audit",
    dependencies=[needs(Scope.READ)],
    responses=refusals(CallNotFoundError),
)
async def get_call_audit(call_id: CallId) -> CallAudit:
    """Tell who changed a call, and when. Changes that an execution makes are in its history."""
    call = await services().reruns.existing(call_id)
    return CallAudit(lines=_shown(await services().audit.of_call(call.call_id)))


@router.get("/audit", dependencies=[needs(Scope.ADMIN)], responses=refusals(CursorError))
async def list_audit(limit: Limit = 50, cursor: Cursor = None) -> AuditList:
    """List every change that somebody made, newest first; erased calls are in it too."""
    page = await services().audit.page(cursor, limit)
    return AuditList(lines=_shown(page.lines), cursor=page.cursor)


def _shown(lines: Sequence[AuditLine]) -> list[AuditLineShown]:
    return [AuditLineShown.model_validate(line.model_dump(exclude={"id"})) for line in lines]
