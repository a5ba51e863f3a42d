"""Flow: one question about one call."""

from contextlib import suppress
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from callinsight.domain.errors.base import CallInsightError
from callinsight.services import services
from tasks.answer_question import answer_question
from tasks.retry import only_safe_errors


@flow
async def ask_call(call_id: str, question_id: str) -> State[Any]:
    """Answer a question that was kept; question and answer never reach Prefect."""
    try:
        state = await answer_question(call_id, question_id)
    except CallInsightError as stopped:
        with suppress(CallInsightError), only_safe_errors():
            await services().call_questions.give_up(call_id, question_id, stopped)
        return Failed(message=f"{stopped.code}. {stopped} {stopped.hint}".strip())
    return Completed(name=state, message=f"The question is {state.replace('_', ' ')}.")
