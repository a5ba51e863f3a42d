"""Questions about calls: their records, and the runs that answer them."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.call_question import CallQuestion


class CallQuestionStore(Protocol):
    """Keeps the questions of calls with their answers."""

    async def put_question(self, question: CallQuestion) -> None:
        """Keep a question, in the place of the one of the same id."""
        ...

    async def get_question(self, call_id: str, question_id: str) -> CallQuestion | None:
        """Return a question as it is now (strongly consistent)."""
        ...

    async def questions_of(self, call_id: str) -> Sequence[CallQuestion]:
        """Return all questions of a call, newest first."""
        ...

    async def erase_questions(self, call_id: str) -> None:
        """Forget all questions of a call."""
        ...


class QuestionRuns(Protocol):
    """Starts the flow that answers; raises `ServiceUnavailableError` while the engine is away."""

    async def start_question(self, call_id: str, question_id: str, asked: str) -> None:
        """Create the flow run of a question asked at a moment, unless it is there."""
        ...
