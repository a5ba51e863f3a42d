"""Questions in memory, and runs that are executed at once, in this process."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from callinsight.domain.call_question import CallQuestion
from callinsight.domain.errors.base import ServiceUnavailableError


class FakeCallQuestionStore:
    """Questions by call and id, as JSON."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def put_question(self, question: CallQuestion) -> None:
        self.kept[question.call_id, question.question_id] = question.model_dump_json()

    async def get_question(self, call_id: str, question_id: str) -> CallQuestion | None:
        body = self.kept.get((call_id, question_id))
        return None if body is None else CallQuestion.model_validate_json(body)

    async def questions_of(self, call_id: str) -> Sequence[CallQuestion]:
        bodies = [body for (of, _), body in self.kept.items() if of == call_id]
        found = [CallQuestion.model_validate_json(body) for body in bodies]
        return sorted(found, key=lambda each: each.asked_at, reverse=True)

    async def erase_questions(self, call_id: str) -> None:
        for key in [key for key in self.kept if key[0] == call_id]:
            del self.kept[key]


class FakeQuestionRuns:
    """Notes which questions were to be answered, and answers them if it is told how."""

    def __init__(self) -> None:
        self.started: list[tuple[str, str]] = []
        self.is_away = False
        self.execute: Callable[[str, str], Awaitable[Any]] | None = None

    async def start_question(self, call_id: str, question_id: str, asked: str) -> None:
        if self.is_away:
            raise ServiceUnavailableError("Prefect does not answer.")
        if (call_id, question_id) not in self.started:
            self.started.append((call_id, question_id))
        if self.execute is not None:
            await self.execute(call_id, question_id)
