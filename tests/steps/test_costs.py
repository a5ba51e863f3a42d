"""What a call has cost: known, unknown, and paid for although nothing came of it."""

import json
from typing import Any

import pytest

from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall

HEARD = 2 * 0.22 / 60  # two channels of a minute at $0.22 an hour
# 60 fresh, 40 cached and 10 answered tokens
ASKED = (60 * 0.10 + 40 * 0.01 + 10 * 0.50) / 1e6


@pytest.fixture
def profiles(services: Services) -> FakeProfileStore:
    """Profiles whose model has a price."""
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(openai_model="gpt-6-luna")
    return store


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.language_model


async def test_the_cost_of_a_call_is_counted_once_per_result(
    services: Services, run_call: RunCall, profiles: FakeProfileStore
) -> None:
    call = await a_call_with_audio(services)
    first = await run_call(call)
    second = await run_call(call, run=a_run(call, key=None))
    assert first.call is not None
    assert second.call is not None
    assert first.call.cost_usd == pytest.approx(HEARD + ASKED)
    assert second.call.cost_usd == pytest.approx(HEARD + ASKED)
    assert second.call.steps["transcribe"].cost_usd == 0.0


async def test_an_unknown_price_makes_the_cost_unknown_not_zero(
    services: Services, run_call: RunCall, profiles: FakeProfileStore
) -> None:
    profiles.stored["default", 1] = a_profile(openai_model="nobody-knows")
    call = await a_call_with_audio(services)
    await run_call(call)
    done = await services.calls.get(call.call_id)
    assert done is not None
    assert done.cost_usd is None
    assert done.steps["analyze"].cost_usd is None
    assert done.steps["persist"].cost_usd == 0.0


async def test_a_model_that_answers_and_has_no_price_costs_nobody_knows_what(
    services: Services, run_call: RunCall, profiles: FakeProfileStore, model: FakeLanguageModel
) -> None:
    model.calls_itself = "gpt-6-luna-us-east-3"
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.cost_usd is None
    assert outcome.call.analysis is not None
    made_by = outcome.call.analysis["provenance"]
    assert (made_by["openai_model"], made_by["model"]) == ("gpt-6-luna", "gpt-6-luna-us-east-3")


async def test_a_call_costs_what_the_model_that_answered_costs_like_the_ledger(
    services: Services, run_call: RunCall, profiles: FakeProfileStore, model: FakeLanguageModel
) -> None:
    """A gateway passed the request on; also where its answers fit nothing."""
    model.calls_itself = "gpt-6.1-terra"
    for answers in (["no JSON"], ["no JSON", "no JSON again"]):
        model.answer_with(*answers)
        outcome = await run_call(await a_call_with_audio(services))
        assert outcome.call is not None
        lines = await services.ledger.of_call(outcome.call.call_id)
        asked = [line for line in lines if line.step == "analyze"]
        assert {(line.model, line.asked_model) for line in asked} == {
            ("gpt-6.1-terra", "gpt-6-luna")
        }
        booked = sum(line.usd or 0.0 for line in asked)
        assert booked == pytest.approx(2 * (60 * 1.00 + 40 * 0.05 + 10 * 5.00) / 1e6)
        assert outcome.call.cost_usd == pytest.approx(HEARD + booked)


async def test_questions_that_several_models_answered_cost_what_each_of_them_costs(
    services: Services,
    run_call: RunCall,
    profiles: FakeProfileStore,
    model: FakeLanguageModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    profiles.stored["default", 1] = a_profile(
        openai_model="gpt-6-luna", comprehensive_analysis=False
    )
    real = model.request

    async def by_another(*asked: Any) -> bytes:
        model.calls_itself = None if model.calls_itself else "gpt-6.1-terra"
        return await real(*asked)

    monkeypatch.setattr(model, "request", by_another)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    lines = await services.ledger.of_call(outcome.call.call_id)
    assert {line.model for line in lines} == {"scribe_v2", "gpt-6-luna", "gpt-6.1-terra"}
    assert outcome.call.cost_usd == pytest.approx(sum(line.usd or 0.0 for line in lines))


async def test_keyterms_cost_a_fifth_more(
    services: Services, run_call: RunCall, profiles: FakeProfileStore
) -> None:
    profiles.stored["default", 1] = a_profile(
        openai_model="gpt-6-luna", transcription={"keyterms": ["Acme"]}
    )
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.cost_usd == pytest.approx(1.2 * HEARD + ASKED)


@pytest.mark.parametrize("answers", [["no JSON", "no JSON again"], ['{"summary": 1}', "[]"]])
async def test_answers_that_fit_nothing_are_on_the_bill_all_the_same(
    services: Services,
    run_call: RunCall,
    profiles: FakeProfileStore,
    model: FakeLanguageModel,
    answers: list[str],
) -> None:
    model.answer_with(*answers)
    call = await a_call_with_audio(services)
    outcome = await run_call(call, tries=5)
    assert outcome.call is not None
    assert outcome.failure is not None
    assert outcome.failure.code == "bad_output"
    assert outcome.call.cost_usd == pytest.approx(HEARD + 2 * ASKED)
    again = await run_call(call, run=a_run(call, count=2))
    assert again.call is not None
    assert again.call.cost_usd == pytest.approx(HEARD + 2 * ASKED)


@pytest.mark.parametrize("value", ["\ud83d", 10**38, 1e200, 1e-200, [[-(10**40)]]])
async def test_an_answer_that_no_table_can_store_is_repaired(
    services: Services,
    run_call: RunCall,
    profiles: FakeProfileStore,
    model: FakeLanguageModel,
    value: object,
) -> None:
    anything = {"type": "object", "properties": {"summary": {}, "resolved": {}}}
    profiles.stored["default", 1] = a_profile(output_schema=anything)
    model.answer_with(
        json.dumps({"summary": value, "resolved": True}), '{"summary": "well", "resolved": true}'
    )
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert outcome.call.analysis["answers"]["summary"] == "well"
    assert model.paid_requests == 2
