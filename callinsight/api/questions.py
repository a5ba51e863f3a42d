"""Questions about one call, answered with its words."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from callinsight.api.access import Caller, needs
from callinsight.api.examples.ids import QUESTION_ID
from callinsight.api.parameters import CallId
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.call_question import QUESTION_CHARACTERS, CallQuestion, State
from callinsight.domain.errors.call import (
    CallNotFoundError,
    ConflictError,
    DraftError,
    QuestionNotFoundError,
    ResultMissingError,
)
from callinsight.domain.findings import Finding
from callinsight.domain.instant import Instant
from callinsight.services import services

router = APIRouter(prefix="/calls/{call_id}/questions", tags=["analyses"])
PATIENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.5

QuestionId = Annotated[
    str, Path(max_length=64, description="id of a question", examples=[QUESTION_ID])
]


class NewQuestion(BaseModel):
    """What somebody wants to know about a call."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=QUESTION_CHARACTERS, pattern=r"\S")


class QuestionShown(BaseModel):
    """A question and what came of it; an answer stands beside the words it rests on."""

    question_id: str
    text: str
    author: str
    asked_at: Instant
    state: State = Field(
        description="`not_in_call`: the call does not tell; `unsupported`: a model answered, but no "
        "word of the call supports it; `failed`: `failure` and `hint` say why"
    )
    answer: str | None = None
    claims: list[dict[str, Any]] = Field([], description="each with its turns, quote and verdict")
    findings: list[Finding] = []
    model: str | None = None
    cost_usd: float | None = None
    is_stale: bool = Field(default=False, description="the transcript has changed since")
    failure: str | None = None
    hint: str | None = None


class QuestionList(BaseModel):
    """The questions of a call, newest first."""

    questions: list[QuestionShown]


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.WRITE)],
    responses={
        200: {"model": QuestionShown, "description": "answered"},
        **refusals(CallNotFoundError, ResultMissingError, ConflictError, DraftError),
    },
)
async def ask_call(
    call_id: CallId, wanted: NewQuestion, caller: Caller, response: Response
) -> QuestionShown:
    """Ask a question; a model answers, and code looks for the words that it quotes.

    The same question of the same words is answered once, whoever asks. Waits for the answer for a
    while; afterwards the question is still `waiting`, and found under its id.
    """
    questions = services().call_questions
    question = await questions.ask(call_id, wanted.text, author=caller.name)
    if question.state == "waiting":
        await services().audit.note(caller, "call.ask", call_id)
        await questions.start(question)
        question = await _answered(question)
    response.status_code = HTTPStatus.ACCEPTED if question.state == "waiting" else HTTPStatus.OK
    return await _shown(question)


@router.get("", dependencies=[needs(Scope.READ)], responses=refusals(CallNotFoundError))
async def list_questions(call_id: CallId) -> QuestionList:
    """List the questions that were asked of a call, newest first."""
    questions = await services().call_questions.of_call(call_id)
    return QuestionList(questions=[await _shown(question) for question in questions])


@router.get(
    "/{question_id}",
    dependencies=[needs(Scope.READ)],
    responses=refusals(CallNotFoundError, QuestionNotFoundError),
)
async def get_question(call_id: CallId, question_id: QuestionId) -> QuestionShown:
    """Return a question as it is now."""
    return await _shown(await services().call_questions.get(call_id, question_id))


async def _answered(question: CallQuestion) -> CallQuestion:
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_SECONDS
    while True:
        question = await services().call_questions.get(question.call_id, question.question_id)
        if question.state != "waiting" or loop.time() >= until:
            return question
        await asyncio.sleep(_LOOK_SECONDS)


async def _shown(question: CallQuestion) -> QuestionShown:
    call = await services().reruns.existing(question.call_id)
    known = call.transcript.sha256 if call.transcript else None
    fields = question.model_dump(exclude={"call_id", "transcript_sha256"})
    return QuestionShown(**fields, is_stale=question.transcript_sha256 != known)
