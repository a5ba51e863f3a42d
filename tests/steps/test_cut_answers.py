"""Answers that met the limit of their length: asked for once more, with twice the room."""

import pytest

from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import CUT, FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall
from tests.steps.test_costs import ASKED, HEARD


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    """A model whose profile gives it room for 300 tokens."""
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(openai_model="gpt-6-luna", max_output_tokens=300)
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.language_model


async def test_an_answer_without_room_gets_twice_as_much_once(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    model.answer_with(CUT)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert [request.max_output_tokens for request in model.requests] == [300, 600]
    assert model.requests[0].input == model.requests[1].input
    made_by = outcome.call.analysis["provenance"]
    assert (made_by["max_output_tokens"], made_by["usage"]["requests"]) == (300, 2)
    assert outcome.call.cost_usd == pytest.approx(HEARD + 2 * ASKED)


async def test_an_answer_that_twice_has_no_room_fails_and_is_never_paid_again(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    model.answer_with(CUT, CUT)
    call = await a_call_with_audio(services)
    outcome = await run_call(call, tries=5)
    assert outcome.call is not None
    assert outcome.failure is not None
    assert outcome.failure.code == "output_cut"
    assert "max_output_tokens" in outcome.failure.hint
    assert outcome.call.cost_usd == pytest.approx(HEARD + 2 * ASKED)
    again = await run_call(call, run=a_run(call, count=2))
    assert again.failure == outcome.failure
    assert model.paid_requests == 2


async def test_without_a_limit_of_ours_there_is_nothing_to_double(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(openai_model="gpt-6-luna")
    model.answer_with(CUT)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.failure is not None
    assert outcome.failure.code == "output_cut"
    assert model.paid_requests == 1


async def test_a_longer_answer_that_does_not_fit_is_not_paid_a_third_time(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    model.answer_with(CUT, "no JSON")
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.failure is not None
    assert outcome.failure.code == "bad_output"
    assert model.paid_requests == 2
