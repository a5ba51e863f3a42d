"""What every store of questions does."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call_question import CallQuestion
from callinsight.ports.call_questions import CallQuestionStore
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


def a_question(**fields: Any) -> CallQuestion:
    given = {"question_id": "q1", "call_id": "c1", "text": "Why?", "author": "ann"} | fields
    return CallQuestion.model_validate({"asked_at": NOON, **given})


async def test_questions_are_found_by_call_newest_first(questions: CallQuestionStore) -> None:
    older = a_question()
    newer = a_question(question_id="q0", asked_at=NOON + timedelta(minutes=1), state="answered")
    for question in (older, newer, a_question(call_id="c2")):
        await questions.put_question(question)
    assert await questions.questions_of("c1") == [newer, older]
    assert await questions.get_question("c1", "q1") == older
    assert await questions.get_question("c2", "q0") is None


async def test_an_answer_takes_the_place_of_its_question(questions: CallQuestionStore) -> None:
    claim = {"text": "so", "quote": "so", "start": 1.5, "end": 2.0, "turn_ids": [1]}
    answered = a_question(state="answered", answer="Because.", claims=(claim,), cost_usd=0.0001)
    await questions.put_question(a_question())
    await questions.put_question(answered)
    assert await questions.questions_of("c1") == [answered]


async def test_the_questions_of_an_erased_call_go(questions: CallQuestionStore) -> None:
    await questions.put_question(a_question())
    await questions.put_question(a_question(call_id="c2"))
    await questions.erase_questions("c1")
    assert await questions.questions_of("c1") == []
    assert len(await questions.questions_of("c2")) == 1
