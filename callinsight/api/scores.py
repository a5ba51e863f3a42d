"""Scores that a person puts right: the word counts, and what was computed stays beside it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import CallId, Criterion, Scorecard
from callinsight.api.refusals import refusals
from callinsight.api.views import CallShown, shown
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import (
    CallNotFoundError,
    ConflictError,
    CriterionNotFoundError,
)
from callinsight.domain.evaluation import Outcome
from callinsight.services import services

router = APIRouter(
    prefix="/calls/{call_id}/scores/{scorecard}/{criterion}",
    tags=["analyses"],
    responses=refusals(CallNotFoundError, CriterionNotFoundError, ConflictError),
)
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class ScoreWord(BaseModel):
    """What a person says of one criterion, and why."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    reason: Reason


@router.put("", dependencies=[needs(Scope.WRITE)])
async def override_score(
    call_id: CallId, scorecard: Scorecard, criterion: Criterion, word: ScoreWord, caller: Caller
) -> CallShown:
    """Set how a criterion came out. The computed value stays beside it, with author and time.

    It outlives further analyses by the same profile.
    """
    call = await services().changes.override_score(
        call_id, scorecard, criterion, outcome=word.outcome, reason=word.reason, by=caller.name
    )
    await services().audit.note(
        caller, "score.override", call_id, scorecard=scorecard, criterion=criterion
    )
    return shown(call)


@router.delete("", dependencies=[needs(Scope.WRITE)])
async def take_score_back(
    call_id: CallId, scorecard: Scorecard, criterion: Criterion, caller: Caller
) -> CallShown:
    """Take a person's word back: what was computed counts again."""
    call = await services().changes.take_score_back(call_id, scorecard, criterion)
    await services().audit.note(
        caller, "score.take_back", call_id, scorecard=scorecard, criterion=criterion
    )
    return shown(call)
