"""Evaluations of a profile's versions: started in Prefect, and what they found."""

from http import HTTPStatus

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import ProfileId
from callinsight.api.profiles import require_profiles
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.errors.profile import (
    NothingToEvaluateError,
    ProfilesDisabledError,
    UnknownProfileError,
)
from callinsight.domain.evaluation_report import CALLS_OF_THE_GATE, EvaluationReport
from callinsight.services import services


class NewEvaluation(BaseModel):
    """Which version is compared with the current one."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, lt=10**9, examples=[2])
    most_calls: int = Field(
        CALLS_OF_THE_GATE,
        ge=1,
        le=1000,
        description="fewer than 50 are a first look: such a report lets no version pass",
    )


class EvaluationStarted(BaseModel):
    """An evaluation on its way."""

    run_id: str = Field(description="the flow run in Prefect, which tells what went wrong")
    version: int


class EvaluationList(BaseModel):
    """Reports, newest first."""

    evaluations: list[EvaluationReport]


router = APIRouter(
    prefix="/profiles/{profile_id}/evaluations",
    tags=["profiles"],
    dependencies=[Depends(require_profiles)],
    responses=refusals(ProfilesDisabledError, UnknownProfileError),
)


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(NothingToEvaluateError),
)
async def create_evaluation(
    profile_id: ProfileId, wanted: NewEvaluation, caller: Caller
) -> EvaluationStarted:
    """Compare a version with the current one over the golden set. Requests are paid, none twice.

    A worker does it; the report stands in the list once it is done.
    """
    run_id = await services().version_gate.evaluate(
        profile_id, wanted.version, most_calls=wanted.most_calls
    )
    await services().audit.note(
        caller, "profile.evaluate", None, profile_id=profile_id, version=wanted.version
    )
    return EvaluationStarted(run_id=run_id, version=wanted.version)


@router.get("", dependencies=[needs(Scope.READ)])
async def list_evaluations(profile_id: ProfileId) -> EvaluationList:
    """List what evaluations of a profile's versions found: figures, and no word of a call."""
    await services().profile_versions.current(profile_id)
    return EvaluationList(
        evaluations=list(await services().evaluation_store.list_reports(profile_id))
    )
