"""Questions about one call over HTTP."""

import httpx
import pytest

from callinsight.api import questions
from callinsight.services import Services
from tests.builders import a_call_with_audio
from tests.fakes.call_questions import FakeQuestionRuns
from tests.fakes.engines import FakeLanguageModel
from tests.steps.test_call_questions import CLAIM, a_done_call, an_answer


@pytest.fixture
def runs(services: Services) -> FakeQuestionRuns:
    assert isinstance(services.question_runs, FakeQuestionRuns)
    return services.question_runs


async def test_an_answer_comes_with_the_words_it_rests_on_and_is_listed(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_done_call(services)
    assert isinstance(services.language_model, FakeLanguageModel)
    services.language_model.answer_with(an_answer(CLAIM))
    path = f"/calls/{call.call_id}/questions"
    told = await client.post(path, json={"text": "What is wanted?"})
    assert told.status_code == 200
    answered = told.json()
    assert (answered["state"], answered["answer"]) == ("answered", "A refund.")
    assert answered["claims"][0]["verified"] is True
    assert answered["is_stale"] is False
    assert (await client.get(path)).json() == {"questions": [answered]}
    assert (await client.get(f"{path}/{answered['question_id']}")).json() == answered


async def test_a_question_that_takes_long_is_still_waiting_and_found_later(
    client: httpx.AsyncClient,
    services: Services,
    runs: FakeQuestionRuns,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = await a_done_call(services)
    runs.execute = None
    monkeypatch.setattr(questions, "PATIENCE_SECONDS", 0.0)
    path = f"/calls/{call.call_id}/questions"
    told = await client.post(path, json={"text": "Why?"})
    assert (told.status_code, told.json()["state"]) == (202, "waiting")
    assert runs.started == [(call.call_id, told.json()["question_id"])]


async def test_roles_that_changed_make_an_answer_stale(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_done_call(services)
    assert isinstance(services.language_model, FakeLanguageModel)
    services.language_model.answer_with(an_answer(CLAIM))
    path = f"/calls/{call.call_id}/questions"
    await client.post(path, json={"text": "Why?"})
    await services.role_swaps.swap(call.call_id)
    (question,) = (await client.get(path)).json()["questions"]
    assert question["is_stale"] is True


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
async def test_no_question_and_one_that_is_too_long_are_refused(
    client: httpx.AsyncClient, services: Services, text: str
) -> None:
    call = await a_done_call(services)
    answer = await client.post(f"/calls/{call.call_id}/questions", json={"text": text})
    assert (answer.status_code, answer.json()["field"]) == (422, "text")


async def test_a_call_without_words_and_an_unknown_question_are_told_apart(
    client: httpx.AsyncClient, services: Services
) -> None:
    waiting = await a_call_with_audio(services)
    asked = await client.post(f"/calls/{waiting.call_id}/questions", json={"text": "Why?"})
    assert (asked.status_code, asked.json()["code"]) == (404, "result_missing")
    unknown = await client.get(f"/calls/{waiting.call_id}/questions/nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "question_not_found")
    nobody = await client.get("/calls/nobody/questions")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "call_not_found")
