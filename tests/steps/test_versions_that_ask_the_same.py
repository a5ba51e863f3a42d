"""A version that asks a model nothing else pays nothing: neither a call nor an evaluation."""

from typing import Any

import pytest

from callinsight.domain.call import Call
from callinsight.domain.reruns import rerun
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel
from tests.steps.conftest import run_once

ASKS_THE_SAME: dict[str, dict[str, Any]] = {
    "nothing": {},
    "its name": {"name": "Support, as of May"},
    "a category": {"categories": [{"name": "c", "any_of": [{"said": ["hello"]}]}]},
    "keywords": {"keywords": {"greeting": ["hello"]}},
    "a check": {"checks": [{"name": "greets", "any_of": ["hello"]}]},
    "what becomes of unverified claims": {"unverified_claims": "drop"},
    "how long calls are kept": {"retention_days": 30},
}


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.language_model


async def run_with(world: Services, call: Call, version: int) -> Call:
    seen = await world.reruns.existing(call.call_id)
    chosen = await world.reruns.chosen(seen, None, version)
    await world.calls.apply(rerun(seen, world.clock(), from_step="persist", profile=chosen))
    queued = await world.reruns.existing(call.call_id)
    outcome = await run_once(world, call.call_id, a_run(queued))
    assert outcome.kind == "Completed"
    return await world.reruns.existing(call.call_id)


async def a_done_call(world: Services) -> Call:
    call = await a_call_with_audio(world)
    await run_once(world, call.call_id, a_run(call))
    return await world.reruns.existing(call.call_id)


@pytest.mark.parametrize("differs", ASKS_THE_SAME.values(), ids=ASKS_THE_SAME)
async def test_another_version_finds_the_answers_and_costs_nothing(
    services: Services, model: FakeLanguageModel, differs: dict[str, Any]
) -> None:
    await services.profile_store.add(a_profile(version=2, **differs))
    before = await a_done_call(services)
    estimate = await services.estimates.of_reruns(
        [before.call_id], from_step="persist", profile_version=2
    )
    assert (estimate.free, estimate.usd) == (1, 0.0)
    after = await run_with(services, before, 2)
    assert model.paid_requests == 1
    assert after.cost_usd == before.cost_usd
    first, second = after.analyses
    assert (second.profile_version, second.cost_usd) == (2, 0.0)
    assert first.cost_usd == before.analyses[0].cost_usd
    again = await run_with(services, after, 1)
    assert (model.paid_requests, again.cost_usd) == (1, before.cost_usd)


@pytest.mark.parametrize(
    "differs",
    [{"system_prompt": "Be brief."}, {"temperature": 0.5}, {"openai_model": "gpt-6-sol"}],
)
async def test_a_version_that_asks_otherwise_is_paid(
    services: Services, model: FakeLanguageModel, differs: dict[str, Any]
) -> None:
    await services.profile_store.add(a_profile(version=2, **differs))
    before = await a_done_call(services)
    after = await run_with(services, before, 2)
    assert model.paid_requests == 2
    assert len(after.costs) == len(before.costs) + 1


async def test_a_step_that_is_done_again_on_purpose_is_paid_whatever_was_asked_before(
    services: Services, model: FakeLanguageModel
) -> None:
    await services.profile_store.add(a_profile(version=2))
    call = await a_done_call(services)
    chosen = await services.reruns.chosen(call, None, 2)
    await services.calls.apply(rerun(call, services.clock(), from_step="analyze", profile=chosen))
    await run_once(services, call.call_id, a_run(await services.reruns.existing(call.call_id)))
    assert model.paid_requests == 2
