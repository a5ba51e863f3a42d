"""The analyses a call has had: a re-run adds one, and the others stay readable."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from callinsight.api.access import needs
from callinsight.api.parameters import AnalysisId, CallId
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.analysis import Analysis
from callinsight.domain.call import AnalysisEntry, Call
from callinsight.domain.errors.call import AnalysisNotFoundError, CallNotFoundError
from callinsight.domain.fingerprint import is_fingerprint
from callinsight.services import services
from callinsight.steps.artifact_keys import artifact_key

router = APIRouter(
    prefix="/calls/{call_id}/analyses",
    tags=["analyses"],
    responses=refusals(CallNotFoundError),
)


class AnalysisListed(AnalysisEntry):
    """One analysis as a row of the call's list."""

    current: bool = Field(description="whether it is the one the call shows")


class AnalysisList(BaseModel):
    """The newest 20 analyses of a call, newest first."""

    analyses: list[AnalysisListed]


@router.get("", dependencies=[needs(Scope.READ)])
async def list_analyses(call_id: CallId) -> AnalysisList:
    """List the analyses of a call with profile, model and cost, newest first."""
    call = await services().reruns.existing(call_id)
    return AnalysisList(
        analyses=[
            AnalysisListed(
                **entry.model_dump(), current=_key(call_id, entry.id) == _shown_key(call)
            )
            for entry in reversed(call.analyses)
        ]
    )


@router.get(
    "/{analysis_id}",
    dependencies=[needs(Scope.READ)],
    responses=refusals(CallNotFoundError, AnalysisNotFoundError),
)
async def get_analysis(call_id: CallId, analysis_id: AnalysisId) -> Analysis:
    """Show one analysis as it was made, whatever the call shows today."""
    await services().reruns.existing(call_id)
    body = None
    if is_fingerprint(analysis_id):
        body = await services().artifacts.get(_key(call_id, analysis_id))
    if body is None:
        raise AnalysisNotFoundError("The call has no analysis with this id.")
    return Analysis.model_validate_json(body)


def _key(call_id: str, analysis_id: str) -> str:
    return artifact_key(call_id, "analyze", analysis_id, "analysis")


def _shown_key(call: Call) -> str | None:
    return call.analysis.get("artifact") if call.analysis else None
