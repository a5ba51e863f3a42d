"""`callinsight calls ask`."""

import asyncio

import pytest

from callinsight.services import Services
from tests.cli.conftest import Command
from tests.fakes.call_questions import FakeQuestionRuns
from tests.fakes.engines import FakeLanguageModel
from tests.steps.test_call_questions import CLAIM, a_done_call, an_answer


def test_an_answer_is_printed_with_its_words_and_found_the_next_time(
    callinsight: Command, services: Services
) -> None:
    call = asyncio.run(a_done_call(services))
    assert isinstance(services.language_model, FakeLanguageModel)
    services.language_model.answer_with(an_answer(CLAIM))
    told = callinsight("calls", "ask", call.call_id, "What is wanted?")
    assert told.out.splitlines()[:2] == [
        "A refund.",
        '  The customer wants the money back. "i want a refund" (turn 2)',
    ]
    paid = services.language_model.paid_requests
    again = callinsight("calls", "ask", call.call_id, "what is wanted", "--json").document
    assert (again["state"], services.language_model.paid_requests) == ("answered", paid)


def test_what_the_call_does_not_tell_is_one_sentence(
    callinsight: Command, services: Services
) -> None:
    call = asyncio.run(a_done_call(services))
    assert isinstance(services.language_model, FakeLanguageModel)
    services.language_model.answer_with(an_answer(found=False, answer=None))
    told = callinsight("calls", "ask", call.call_id, "Which car?")
    assert told.out.splitlines()[0] == "Not in this call."


def test_a_call_that_is_not_there_is_a_sentence(callinsight: Command, services: Services) -> None:
    told = callinsight("calls", "ask", "nobody", "Why?")
    assert told.code != 0
    assert "There is no such call." in told.told


def test_a_shell_without_a_key_lets_a_worker_answer(
    callinsight: Command, services: Services
) -> None:
    call = asyncio.run(a_done_call(services))
    model, services.language_model = services.language_model, None
    assert isinstance(model, FakeLanguageModel)
    model.answer_with(an_answer(CLAIM))
    runs = services.question_runs
    assert isinstance(runs, FakeQuestionRuns)

    async def by_a_worker(call_id: str, question: str) -> None:
        services.language_model = model
        await services.call_questions.answer(call_id, question)

    runs.execute = by_a_worker
    told = callinsight("calls", "ask", call.call_id, "What is wanted?")
    assert told.out.splitlines()[0] == "A refund."


@pytest.mark.parametrize("text", ["", "  ", "why " * 200])
def test_no_question_and_a_whole_letter_are_wrong_usage(
    callinsight: Command, services: Services, text: str
) -> None:
    call = asyncio.run(a_done_call(services))
    assert callinsight("calls", "ask", call.call_id, text).code == 2
    assert asyncio.run(services.call_questions.of_call(call.call_id)) == []
