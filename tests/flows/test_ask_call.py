"""The flow that answers a question; no Prefect server is needed for its body."""

import pytest

from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.services import Services
from flows.ask_call import ask_call
from tasks.answer_question import answer_question
from tests.fakes.engines import FakeLanguageModel
from tests.steps.test_call_questions import CLAIM, a_done_call, an_answer

TEXT = "What is wanted, canary?"


@pytest.fixture(autouse=True)
def task_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.ask_call.answer_question", answer_question.fn)


async def _kept(services: Services) -> tuple[str, str]:
    call = await a_done_call(services)
    question = await services.call_questions.ask(call.call_id, TEXT, author="ann")
    return call.call_id, question.question_id


async def test_a_run_answers_and_tells_prefect_no_word(services: Services) -> None:
    assert isinstance(services.language_model, FakeLanguageModel)
    call_id, question_id = await _kept(services)
    services.language_model.answer_with(an_answer(CLAIM))
    state = await ask_call.fn(call_id, question_id)
    assert (state.name, state.message) == ("answered", "The question is answered.")
    assert (await services.call_questions.get(call_id, question_id)).answer == "A refund."


async def test_what_stops_a_run_is_noted_on_the_question(services: Services) -> None:
    assert isinstance(services.language_model, FakeLanguageModel)
    call_id, question_id = await _kept(services)
    services.language_model.fail_with(ProviderRefusedError("No."))
    state = await ask_call.fn(call_id, question_id)
    assert state.is_failed()
    assert "canary" not in str(state.message)
    assert (await services.call_questions.get(call_id, question_id)).failure == "provider_refused"


async def test_a_run_of_an_erased_call_ends_in_a_sentence(services: Services) -> None:
    state = await ask_call.fn("nobody", "q")
    assert str(state.message).startswith("call_not_found. ")
