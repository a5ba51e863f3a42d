"""Who am I here, and what may I do?"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from callinsight.api.access import Caller
from callinsight.domain.access import Scope
from callinsight.services import services

router = APIRouter(tags=["access"])


class Me(BaseModel):
    """Whoever makes the request."""

    kind: Literal["local", "key", "token", "command"]
    name: str
    scopes: list[Scope] = Field(description="as granted; write implies read, admin both")
    auth: Literal["none", "required"] = Field(description="whether this API asks for a credential")
    max_recording_bytes: int = Field(description="the largest recording that may be uploaded")


@router.get("/me")
async def get_me(caller: Caller) -> Me:
    """Say who the caller is; every credential may ask that."""
    configured = services().settings
    return Me(
        kind=caller.kind,
        name=caller.name,
        scopes=sorted(caller.scopes),
        auth=configured.callinsight_auth,
        max_recording_bytes=configured.max_recording_bytes,
    )
