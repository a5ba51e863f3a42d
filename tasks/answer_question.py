"""Task: the answer to a question about a call."""

from prefect import task

from callinsight.services import services
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def answer_question(call_id: str, question_id: str) -> str:
    """Answer a question that waits; return its state. What was paid is not paid again."""
    with only_safe_errors():
        return (await services().call_questions.answer(call_id, question_id)).state
