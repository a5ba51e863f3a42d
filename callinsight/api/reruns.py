"""Re-runs: a call done again because a person asks for it."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import CallId
from callinsight.api.refusals import refusals
from callinsight.api.views import CallShown, shown
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import CallNotFoundError, ConflictError
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.reruns import rerun_details
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["reruns"])


class Rerun(BaseModel):
    """From which step a call is done again."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_step: Literal["fetch_audio", "transcribe", "analyze", "persist"] = Field(
        "persist",
        alias="from",
        description="this step and the later ones are done and paid again; persist pays nothing",
    )
    profile_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = Field(
        None, description="another profile than the call's"
    )
    profile_version: Annotated[int, Field(ge=1, lt=10**9)] | None = Field(
        None, description="any version of the profile; by default the current one"
    )


@router.post(
    "/{call_id}/reruns",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(
        CallNotFoundError, ConflictError, ProfileNotFoundError, ProfileVersionNotFoundError
    ),
)
async def create_rerun(call_id: CallId, wanted: Rerun, caller: Caller) -> CallShown:
    """Start a call again; whoever executes it now loses it."""
    call = await services().reruns.rerun(
        call_id,
        from_step=wanted.from_step,
        profile_id=wanted.profile_id,
        profile_version=wanted.profile_version,
    )
    await services().audit.note(
        caller, "call.rerun", call_id, **rerun_details(call, wanted.from_step)
    )
    return shown(call)
