"""Budgets: what may be paid a day is held before it is paid."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.budget import ALL
from callinsight.domain.call import Call
from callinsight.domain.circuit import FAILURES_IN_A_ROW
from callinsight.domain.errors.provider import AmbiguousOutcomeError, ProviderRefusedError
from callinsight.domain.status import Status
from callinsight.services import Services, using
from callinsight.steps import budget_room, paying
from tests.builders import TestClock, a_call_with_audio, a_profile, a_run, fake_services, settings
from tests.fakes.engines import FakeJobTranscriber, FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

PRICED = "gpt-6-luna"
ONE_CALL = 0.02  # a minute of stereo costs 0.0073, its analysis far less
A_MINUTE = 0.22 / 60 * 2


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for room again at once."""
    monkeypatch.setattr(budget_room, "PAUSES", (0.02, 0.05, 0.1))


def _world(
    model: str = PRICED,
    transcriber: FakeTranscriber | None = None,
    max_output_tokens: int | None = 4000,
    **configured: Any,
) -> Services:
    profile = a_profile(openai_model=model, max_output_tokens=max_output_tokens)
    return fake_services(
        settings=settings(**configured),
        profile_store=FakeProfileStore(profile),
        transcriber=transcriber or FakeTranscriber(),
        clock=TestClock(),
    )


async def _run(world: Services, call: Call | None = None, count: int = 1) -> Call:
    call = call or await a_call_with_audio(world)
    await run_once(world, call.call_id, a_run(call, count=count))
    return await world.reruns.existing(call.call_id)


async def _held(world: Services) -> dict[str, float]:
    taken = await world.budget_store.taken(world.clock().date())
    return {scope: of_today.usd for scope, of_today in taken.items()}


def _requests(world: Services) -> int:
    assert isinstance(world.transcriber, FakeTranscriber)
    assert isinstance(world.language_model, FakeLanguageModel)
    return world.transcriber.paid_requests + world.language_model.paid_requests


async def test_without_a_budget_nothing_is_held() -> None:
    with using(_world()) as world:
        assert (await _run(world)).status is Status.COMPLETED
        assert await _held(world) == {}


async def test_what_was_paid_is_what_is_held_in_the_end() -> None:
    with using(_world(budget_usd_per_day=1, profile_budgets_usd_per_day={"default": 1})) as world:
        call = await _run(world)
        assert call.cost_usd is not None
        assert await _held(world) == {
            ALL: pytest.approx(call.cost_usd),
            "default": pytest.approx(call.cost_usd),
        }


async def test_over_budget_a_call_waits_for_the_next_day_and_no_provider_is_asked() -> None:
    with using(_world(profile_budgets_usd_per_day={"default": 0.001})) as world:
        call = await _run(world)
        assert (call.status, call.status_reason) == (Status.QUEUED, "budget")
        assert call.due_at is not None
        assert call.due_at.date() == world.clock().date() + timedelta(days=1)
        assert (call.due_at.hour, call.due_at.minute) == (0, 0)
        assert call.parked_seconds == 0
        assert _requests(world) == 0
        assert await _held(world) == {"default": 0}


async def test_the_next_day_has_a_budget_of_its_own() -> None:
    with using(_world(budget_usd_per_day=ONE_CALL)) as world:
        assert (await _run(world)).status is Status.COMPLETED
        await _run(world)
        waits = await _run(world)
        while waits.status is Status.COMPLETED:
            waits = await _run(world)
        assert waits.status_reason == "budget"
        world.clock.advance(days=1)  # type: ignore[attr-defined]
        assert (await _run(world, waits)).status is Status.COMPLETED


async def test_a_budget_that_is_set_later_counts_what_the_day_had_cost() -> None:
    with using(_world()) as before:
        call = await _run(before)
        world = _world(budget_usd_per_day=call.cost_usd)
        world.ledger = before.ledger
    with using(world):
        assert (await _run(world)).status_reason == "budget"


async def _limit(world: Services, usd: float) -> None:
    await world.todays_budgets.set(None, usd, by="finance")


async def test_a_limit_that_is_raised_counts_for_the_next_request() -> None:
    with using(_world(budget_usd_per_day=0.001)) as world:
        waits = await _run(world)
        assert waits.status_reason == "budget"
        await _limit(world, 1.0)
        assert await world.todays_budgets.resume() == 1
        assert (await _run(world, waits)).status is Status.COMPLETED


async def test_a_limit_that_is_set_where_there_was_none_counts_within_a_minute() -> None:
    with using(_world()) as world:
        done = await _run(world)
        assert done.cost_usd is not None
        await _limit(world, done.cost_usd)
        world.clock.advance(seconds=61)  # type: ignore[attr-defined]
        assert (await _run(world)).status_reason == "budget"


async def test_a_budget_that_is_dropped_limits_nothing() -> None:
    with using(_world("model-of-ours")) as world:
        await _limit(world, 1.0)
        failed = await _run(world)
        assert failed.failure is not None
        assert failed.failure.code == "price_unknown"
        await world.todays_budgets.drop(None)
        assert (await _run(world)).status is Status.COMPLETED


async def test_other_profiles_have_budgets_of_their_own() -> None:
    with using(_world(profile_budgets_usd_per_day={"sales": 0.001})) as world:
        assert (await _run(world)).status is Status.COMPLETED


async def test_a_refused_request_gives_back_what_it_held() -> None:
    with using(_world(budget_usd_per_day=1)) as world:
        assert isinstance(world.transcriber, FakeTranscriber)
        world.transcriber.fail_with(ProviderRefusedError("no"))
        assert (await _run(world)).status is Status.FAILED
        assert await _held(world) == {ALL: pytest.approx(0)}


async def test_an_answer_that_never_came_stays_held_and_so_does_its_repeat() -> None:
    with using(_world(budget_usd_per_day=1)) as world:
        assert isinstance(world.transcriber, FakeTranscriber)
        world.transcriber.fail_with(AmbiguousOutcomeError("reset"))
        call = await _run(world)
        held = (await _held(world))[ALL]
        assert held > 0
        done = await _run(world, call, count=2)
        assert done.status is Status.COMPLETED
        day = await world.ledger.of_day(world.clock().date())
        booked = sum(spent.usd for spent in day.values())
        assert (await _held(world))[ALL] == pytest.approx(booked)


async def test_a_request_that_is_not_made_a_third_time_gives_back_what_it_held() -> None:
    with using(_world(budget_usd_per_day=1)) as world:
        assert isinstance(world.transcriber, FakeTranscriber)
        world.transcriber.fail_with(AmbiguousOutcomeError("reset"), times=2)
        call = await _run(world)
        once = (await _held(world))[ALL]
        for _ in range(2):
            call = await _run(world, call, count=2)
        assert call.failure is not None
        assert call.failure.code == "outcome_unknown"
        assert (await _held(world))[ALL] == pytest.approx(2 * once)


async def test_what_was_lost_while_the_provider_went_away_stays_held() -> None:
    with using(_world(budget_usd_per_day=1)) as world:
        assert isinstance(world.transcriber, FakeTranscriber)
        world.transcriber.fail_with(AmbiguousOutcomeError("reset"), times=FAILURES_IN_A_ROW)
        calls = [await _run(world) for _ in range(FAILURES_IN_A_ROW)]
        assert calls[-1].status_reason == "provider_unavailable"
        held = (await _held(world))[ALL]
        assert held == pytest.approx(len(calls) * A_MINUTE)


async def test_a_lost_job_is_not_submitted_again_without_room_for_another() -> None:
    provider = FakeJobTranscriber()
    with using(_world(transcriber=provider, budget_usd_per_day=1.5 * A_MINUTE)) as world:
        unknown = [AmbiguousOutcomeError("unknown")] * (len(budget_room.PAUSES) + 1)
        provider.collect_errors.extend(unknown)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(paying, "LOST_JOB_AFTER", timedelta(seconds=-1))
            call = await _run(world)
        assert (call.status_reason, provider.paid_requests) == ("budget", 1)
        assert (await _held(world))[ALL] == pytest.approx(A_MINUTE)


async def test_a_model_without_a_price_is_not_asked_under_a_budget() -> None:
    with using(_world("model-of-ours", budget_usd_per_day=1)) as world:
        call = await _run(world)
        assert call.failure is not None
        assert call.failure.code == "price_unknown"
        assert isinstance(world.language_model, FakeLanguageModel)
        assert world.language_model.paid_requests == 0


def _one_answer_at_a_time() -> float:
    """Return a budget for two calls, but for the length that two answers may have at once."""
    return 2 * A_MINUTE + 1.5 * 4000 * 0.5 / 1_000_000


async def test_a_call_waits_a_moment_for_what_another_one_gives_back() -> None:
    with using(_world(budget_usd_per_day=_one_answer_at_a_time())) as world:
        model = world.language_model
        assert isinstance(model, FakeLanguageModel)
        model.hold()
        both = asyncio.gather(*[_run(world) for _ in range(2)])
        await model.asked.wait()
        await asyncio.sleep(0.03)
        assert model.paid_requests == 1
        model.release()
        assert [call.status for call in await both] == [Status.COMPLETED] * 2


async def test_a_call_that_waits_in_vain_for_others_goes_on_the_next_day() -> None:
    with using(_world(budget_usd_per_day=_one_answer_at_a_time())) as world:
        model = world.language_model
        assert isinstance(model, FakeLanguageModel)
        model.hold()
        first = asyncio.create_task(_run(world))
        await model.asked.wait()
        second = await _run(world)
        assert (second.status, second.status_reason) == (Status.QUEUED, "budget")
        model.release()
        assert (await first).status is Status.COMPLETED


async def test_what_stands_in_the_line_of_a_provider_holds_nothing() -> None:
    with using(_world(budget_usd_per_day=1, openai_concurrency=1)) as world:
        assert isinstance(world.transcriber, FakeTranscriber)
        world.transcriber.hold()
        both = asyncio.gather(*[_run(world) for _ in range(2)])
        await world.transcriber.asked.wait()
        await asyncio.sleep(0.05)
        assert (await _held(world))[ALL] == pytest.approx(A_MINUTE)
        world.transcriber.release()
        assert [call.status for call in await both] == [Status.COMPLETED] * 2


async def test_an_answer_without_a_limit_holds_what_the_model_can_write() -> None:
    with using(_world(budget_usd_per_day=2 * A_MINUTE, max_output_tokens=None)) as world:
        assert (await _run(world)).status_reason == "budget"
        assert isinstance(world.language_model, FakeLanguageModel)
        assert world.language_model.paid_requests == 0
    with using(_world(budget_usd_per_day=2 * A_MINUTE)) as world:
        assert (await _run(world)).status is Status.COMPLETED


async def test_fifty_calls_at_once_stay_within_a_budget() -> None:
    limit = 0.1
    with using(_world(budget_usd_per_day=limit)) as world:
        calls = [await a_call_with_audio(world) for _ in range(50)]
        done = await asyncio.gather(*(_run(world, call) for call in calls))
        day = await world.ledger.of_day(world.clock().date())
        assert 0 < sum(spent.usd for spent in day.values()) <= limit
        waiting = [call for call in done if call.status_reason == "budget"]
        assert len(waiting) > 30
        assert len(waiting) + [call.status for call in done].count(Status.COMPLETED) == 50
        assert (await _held(world))[ALL] <= limit + 1e-9
