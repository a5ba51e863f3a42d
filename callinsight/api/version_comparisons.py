"""Two versions of a profile over the same calls."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from callinsight.api.access import needs
from callinsight.api.examples.ids import CALL_ID
from callinsight.api.parameters import ProfileId
from callinsight.api.profiles import require_profiles
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.errors.profile import ProfilesDisabledError, UnknownProfileError
from callinsight.domain.version_changes import VersionChanges
from callinsight.services import services

router = APIRouter(
    prefix="/profiles/{profile_id}/comparisons",
    tags=["profiles"],
    dependencies=[Depends(require_profiles)],
    responses=refusals(ProfilesDisabledError, UnknownProfileError, CallNotFoundError),
)
Before = Annotated[int, Query(ge=1, lt=10**9, description="number of a version", examples=[2])]
After = Annotated[int, Query(ge=1, lt=10**9, description="... and of another one", examples=[3])]


@router.get("", dependencies=[needs(Scope.READ)])
async def compare_versions(
    profile_id: ProfileId,
    before: Before,
    after: After,
    most_calls: Annotated[int, Query(ge=1, le=200, description="the profile's newest")] = 50,
    call_id: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=64)]],
        Query(max_length=200, description="or these calls", examples=[[CALL_ID]]),
    ] = [],  # noqa: B006  (FastAPI copies it)
) -> VersionChanges:
    """Show field by field what two versions say differently of the same calls.

    Only what was answered before is read, and nothing is paid: a re-analysis with a version, or
    `callinsight profiles compare --ask`, asks for the rest.
    """
    return await services().comparing.compare(
        profile_id, before, after, call_ids=call_id, most_calls=most_calls
    )
