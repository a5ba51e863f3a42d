"""What re-running calls will cost, told before anything is paid."""

from typing import Any

import pytest

from callinsight.adapters.pocketsphinx import PocketsphinxTranscriber
from callinsight.domain.analysis import Usage
from callinsight.domain.call import Call, StepName
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.domain.estimate import Estimate, asked_by
from callinsight.domain.ledger import LedgerLine
from callinsight.profiles import Profiles
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.domain.test_ledger import a_line
from tests.steps.conftest import run_once

MODEL = "gpt-6-luna"  # the profiles' own: 0.10 USD per million tokens in, 0.50 out
TOKENS = Usage(requests=1, input_tokens=100_000, output_tokens=10_000)
USD = 0.015


async def a_done_call(world: Services) -> Call:
    call = await a_call_with_audio(world)
    await run_once(world, call.call_id, a_run(call))
    return await world.reruns.existing(call.call_id)


async def ledger_says(world: Services, call: Call, usage: Usage = TOKENS, **fields: Any) -> None:
    """Put down what analyzing a call used, instead of what its own run did."""
    for known in await world.ledger.of_call(call.call_id):
        if known.step == "analyze":
            world.ledger.lines.pop(known.id)  # type: ignore[attr-defined]  # the fake's
    line: LedgerLine = a_line(
        **{"call_id": call.call_id, "profile_id": "default", "profile_version": 1}
        | {"model": MODEL, "usage": usage}
        | fields
    )
    await world.ledger.add(line)


async def estimated(
    world: Services, *calls: Call, from_step: StepName = "analyze", **profile: Any
) -> Estimate:
    ids = [call.call_id for call in calls]
    return await world.estimates.of_reruns(ids, from_step=from_step, **profile)


async def test_an_analysis_is_estimated_by_what_earlier_ones_used(services: Services) -> None:
    earlier, wanted = [await a_done_call(services) for _ in range(2)]
    for call in (earlier, wanted):
        await ledger_says(services, call)
    estimate = await estimated(services, wanted)
    assert estimate.usd == pytest.approx(USD)
    assert (estimate.unknown, estimate.calls, estimate.earlier_calls) == (0, 1, 2)


async def test_without_earlier_usage_the_cost_is_unknown(services: Services) -> None:
    call = await a_done_call(services)
    services.ledger.lines.clear()  # type: ignore[attr-defined]  # the fake's
    estimate = await estimated(services, call)
    assert (estimate.usd, estimate.unknown, estimate.free) == (0.0, 1, 0)


async def test_a_model_without_a_price_makes_the_cost_unknown(services: Services) -> None:
    await services.profile_store.add(a_profile(version=2, openai_model="unheard-of"))
    call = await a_done_call(services)
    await ledger_says(services, call)
    assert (await estimated(services, call, profile_version=2)).unknown == 1


async def test_going_on_where_it_stopped_is_free_unless_something_is_missing(
    services: Services,
) -> None:
    await services.profile_store.add(a_profile(version=2, system_prompt="Be brief."))
    call = await a_done_call(services)
    await ledger_says(services, call)
    assert (await estimated(services, call, from_step="persist")).free == 1
    other = await estimated(services, call, from_step="persist", profile_version=2)
    assert other.usd == pytest.approx(USD, rel=0.05)


async def test_a_transcription_costs_what_it_cost_before(services: Services) -> None:
    call = await a_done_call(services)
    await ledger_says(services, call)
    heard = call.costs[call.transcript.answer or ""] if call.transcript else None
    assert heard
    again = await estimated(services, call, from_step="transcribe")
    assert again.usd == pytest.approx(heard + USD)
    new = await a_call_with_audio(services, duration_seconds=call.duration_seconds)
    assert (await estimated(services, new, from_step="persist")).usd == pytest.approx(heard + USD)


async def test_a_profile_that_hears_otherwise_pays_for_the_transcript_too(
    services: Services,
) -> None:
    await services.profile_store.add(a_profile(version=2, transcription={"language": "de"}))
    call = await a_done_call(services)
    await ledger_says(services, call)
    assert (await estimated(services, call, profile_version=2)).usd > USD


async def test_separate_questions_read_the_call_once_each(services: Services) -> None:
    await services.profile_store.add(a_profile(version=2, comprehensive_analysis=False))
    call = await a_done_call(services)
    await ledger_says(services, call, Usage(input_tokens=100_000))
    asked = [asked_by(a_profile(comprehensive_analysis=mode)).characters for mode in (True, False)]
    assert call.transcript is not None
    said = 6 * call.transcript.words
    wanted = 0.01 * (asked[1] + 2 * said) / (asked[0] + said)
    assert (await estimated(services, call, profile_version=2)).usd == pytest.approx(
        wanted, rel=1e-4
    )


async def test_another_profile_of_the_same_model_tells_what_a_new_one_cannot(
    services: Services,
) -> None:
    await services.profile_store.add(a_profile("sales"))
    await services.profile_store.make_current("sales", 1)
    call = await a_done_call(services)
    await ledger_says(services, call)
    assert (await estimated(services, call, profile_id="sales")).usd == pytest.approx(USD)


async def test_a_model_that_another_one_answers_for_is_estimated_by_that_ones_price(
    services: Services,
) -> None:
    call = await a_done_call(services)
    await ledger_says(services, call, model="gpt-6.1-terra", asked_model=MODEL)
    assert (await estimated(services, call)).usd == pytest.approx(10 * USD)
    await ledger_says(services, call, model="unheard-of", asked_model=MODEL)
    assert (await estimated(services, call)).unknown == 1


async def test_a_prompt_that_is_longer_than_its_prices_are_known_for_costs_nobody_knows_what(
    services: Services,
) -> None:
    call = await a_done_call(services)
    await ledger_says(services, call, Usage(requests=1, input_tokens=300_000))
    assert (await estimated(services, call)).unknown == 1


async def test_questions_that_people_ask_are_no_analyses(services: Services) -> None:
    call = await a_done_call(services)
    before = await estimated(services, call)
    for number in range(5):
        asked = await services.call_questions.ask(call.call_id, f"Why {number}?", author="ann")
        await services.call_questions.answer(call.call_id, asked.question_id)
    assert len(await services.ledger.of_call(call.call_id)) >= 2 + 5
    assert await estimated(services, call) == before


async def test_engines_of_this_machine_are_free() -> None:
    world = fake_services(language_model=None)
    call = await a_done_call(world)
    estimate = await estimated(world, call)
    assert (estimate.usd, estimate.free, estimate.unknown) == (0.0, 1, 0)


async def test_a_machine_without_the_keys_of_the_workers_calls_nothing_free(
    services: Services,
) -> None:
    call = await a_done_call(services)
    await ledger_says(services, call)
    here = fake_services(
        calls=services.calls,
        ledger=services.ledger,
        profile_store=services.profile_store,
        language_model=None,
        transcriber=PocketsphinxTranscriber(),
    )
    again = await estimated(here, call, from_step="transcribe")
    assert (again.free, again.usd > USD) == (0, True)


async def test_calls_that_are_gone_are_left_out_and_profiles_of_nobody_refused(
    services: Services,
) -> None:
    call, erased = [await a_done_call(services) for _ in range(2)]
    await services.changes.erase(erased.call_id)
    ids = [call.call_id, call.call_id, erased.call_id, "nobody"]
    assert (await services.estimates.of_reruns(ids, from_step="analyze")).calls == 1
    with pytest.raises(ProfileVersionNotFoundError):
        await estimated(services, call, profile_version=9)
    strict = Profiles(services.profile_store, default_id="default", fallback=False)
    other = fake_services(calls=services.calls, profiles=strict)
    with pytest.raises(ProfileNotFoundError):
        await estimated(other, call, profile_id="nobody")
