"""Answers that a person puts right: labels of the golden set, beside what the model said."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import AnswerPointer, CallId
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.analysis import is_storable
from callinsight.domain.errors.call import (
    AnswerNotFoundError,
    CallNotFoundError,
    ConflictError,
    CorrectionInvalidError,
    DraftError,
    ResultMissingError,
)
from callinsight.domain.golden import GoldenLabel, steps_of
from callinsight.services import services

router = APIRouter(prefix="/calls/{call_id}", tags=["analyses"])
_REFUSALS = (
    CallNotFoundError, ResultMissingError, AnswerNotFoundError, ConflictError, DraftError,
)  # fmt: skip


def _storable(value: JsonValue) -> JsonValue:
    if not is_storable(value):
        raise ValueError("texts must be Unicode, and numbers finite")
    return value


class Correction(BaseModel):
    """What an answer should have been, and why; null: the call does not tell."""

    model_config = ConfigDict(extra="forbid")

    expected: Annotated[JsonValue, AfterValidator(_storable)]
    reason: str = Field(min_length=1, max_length=500, pattern=r"\S")


class CorrectionList(BaseModel):
    """The corrections of a call, by profile and field."""

    corrections: list[GoldenLabel]


@router.get("/corrections", dependencies=[needs(Scope.READ)], responses=refusals(CallNotFoundError))
async def list_corrections(call_id: CallId) -> CorrectionList:
    """List the answers of a call that were put right, also those by other profiles."""
    return CorrectionList(corrections=list(await services().golden_set.of_call(call_id)))


@router.get(
    "/answers/schema",
    dependencies=[needs(Scope.READ)],
    responses=refusals(CallNotFoundError, ResultMissingError, ConflictError, DraftError),
)
async def answer_forms(call_id: CallId) -> dict[str, Any]:
    """Show the form of a call's answers: the JSON schema that its profile version asks for.

    A correction need not have all fields of an object; null is always one.
    """
    return await services().golden_set.schema(call_id)


@router.put(
    "/corrections/{pointer:path}",
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(*_REFUSALS, CorrectionInvalidError),
)
async def correct_answer(
    call_id: CallId, pointer: AnswerPointer, correction: Correction, caller: Caller
) -> GoldenLabel:
    """Say what an answer should have been. The model's own stays, and the analysis as it is.

    Versions of the profile are evaluated by it.
    """
    label = await services().golden_set.correct(
        call_id,
        f"/{pointer}",
        correction.expected,
        author=caller.name,
        reason=correction.reason,
    )
    await services().audit.note(
        caller, "answer.correct", call_id, field=label.field, profile_id=label.profile_id
    )
    return label


@router.delete(
    "/corrections/{pointer:path}", dependencies=[needs(Scope.WRITE)], responses=refusals(*_REFUSALS)
)
async def take_correction_back(
    call_id: CallId, pointer: AnswerPointer, caller: Caller
) -> CorrectionList:
    """Take a correction back, if there is one; the golden set loses it."""
    await services().golden_set.take_back(call_id, f"/{pointer}")
    await services().audit.note(
        caller, "answer.take_back", call_id, field=steps_of(f"/{pointer}")[0]
    )
    return CorrectionList(corrections=list(await services().golden_set.of_call(call_id)))
