"""Estimates: what doing calls again will cost, before anything is paid."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from callinsight.api.access import needs
from callinsight.api.refusals import refusals
from callinsight.api.reruns import Rerun
from callinsight.domain.access import Scope
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.domain.estimate import Estimate
from callinsight.services import services

router = APIRouter(prefix="/estimates", tags=["reruns"])

MOST_CALLS = 1000
_CallId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class WantedEstimate(Rerun):
    """Which calls would be done again, from which step, and with which version."""

    call_ids: list[_CallId] = Field(
        min_length=1, max_length=MOST_CALLS, description="those that are gone are left out"
    )


@router.post(
    "",
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(ProfileNotFoundError, ProfileVersionNotFoundError),
)
async def create_estimate(wanted: WantedEstimate) -> Estimate:
    """Estimate what re-running calls would cost, by what earlier calls used. Nothing is kept.

    What nobody knows is counted as unknown, never as nothing; engines of this machine are free.
    """
    return await services().estimates.of_reruns(
        wanted.call_ids,
        from_step=wanted.from_step,
        profile_id=wanted.profile_id,
        profile_version=wanted.profile_version,
    )
