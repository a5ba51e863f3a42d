"""Re-analyses: many calls analyzed anew with one version of a profile, estimated first."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from callinsight.api.access import Caller, needs
from callinsight.api.examples.ids import REANALYSIS_ID
from callinsight.api.parameters import Limit
from callinsight.api.reanalysis_bodies import (
    NewReanalysis,
    ReanalysisChange,
    ReanalysisList,
    ReanalysisPlan,
    ReanalysisShown,
)
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.domain.errors.reanalysis import ReanalysisEndedError, ReanalysisNotFoundError
from callinsight.reanalyses import Reanalyses, reanalysis_details
from callinsight.services import services

router = APIRouter(prefix="/reanalyses", tags=["reruns"])

JobId = Annotated[
    str, Path(max_length=64, description="id of a re-analysis", examples=[REANALYSIS_ID])
]


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(ProfileNotFoundError, ProfileVersionNotFoundError),
)
async def create_reanalysis(wanted: NewReanalysis, caller: Caller) -> ReanalysisPlan:
    """Tell what analyzing calls anew would cost; with `dry_run: false`, begin it.

    Nothing is transcribed: calls for which that would be needed are left alone, and counted. Earlier
    analyses stay in each call's list.
    """
    chosen = wanted.chosen()
    profile, outlook = await services().reanalyzing.outlook(
        chosen, wanted.profile_id, wanted.profile_version
    )
    plan = ReanalysisPlan(
        profile_id=profile.profile_id,
        profile_version=profile.version,
        estimate=outlook.estimate,
        skipped=dict(outlook.skipped),
        is_whole=outlook.is_whole,
    )
    if wanted.dry_run:
        return plan
    job = await services().reanalyses.begin(
        chosen,
        profile,
        per_minute=wanted.per_minute,
        author=caller.name,
        estimate=outlook.estimate,
    )
    await services().audit.note(caller, "reanalysis.begin", None, **reanalysis_details(job))
    return plan.model_copy(update={"reanalysis": ReanalysisShown.of(job)})


@router.get("", dependencies=[needs(Scope.READ)])
async def list_reanalyses(limit: Limit = 50) -> ReanalysisList:
    """List the newest re-analyses, newest first. Each is kept for 90 days after its last change."""
    jobs = await services().reanalyses.list_jobs(limit)
    return ReanalysisList(reanalyses=[ReanalysisShown.of(job) for job in jobs])


@router.get(
    "/{job_id}",
    dependencies=[needs(Scope.READ)],
    responses=refusals(ReanalysisNotFoundError),
)
async def get_reanalysis(job_id: JobId) -> ReanalysisShown:
    """Tell how far a re-analysis is: a page of calls at a time."""
    return ReanalysisShown.of(await services().reanalyses.job(job_id))


@router.patch(
    "/{job_id}",
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(ReanalysisNotFoundError, ReanalysisEndedError, ConflictError),
)
async def change_reanalysis(
    job_id: JobId, change: ReanalysisChange, caller: Caller
) -> ReanalysisShown:
    """Pause, resume or cancel a re-analysis. Calls that are queued already go on.

    `Running` also goes on with one whose run died; no call is queued twice.
    """
    job = await _CHANGES[change.state](services().reanalyses, job_id)
    await services().audit.note(
        caller, "reanalysis.change", None, state=change.state, **reanalysis_details(job)
    )
    return ReanalysisShown.of(job)


_CHANGES = {
    "Running": Reanalyses.resume,
    "Paused": Reanalyses.pause,
    "Cancelled": Reanalyses.cancel,
}
