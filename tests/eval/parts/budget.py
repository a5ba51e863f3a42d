"""Whether a day costs no more than its budget: fifty calls at once in two processes, money for twenty.

The providers' own invoice says what each day cost. Each day goes on where the one before had to stop.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from callinsight.domain.call import Call
from callinsight.domain.ledger import Spending
from callinsight.domain.status import Status
from callinsight.services import Services, using
from tests.bench.figures import Figure, at_least, at_most
from tests.builders import (
    TestClock,
    a_call_with_recording,
    a_profile,
    a_run,
    fake_services,
    settings,
)
from tests.eval.parts.invoice import SHORT, sound
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.budgets import FakeBudgetStore
from tests.fakes.calls import FakeCallStore
from tests.fakes.ledger import FakeLedger
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import run_once
from tests.stubs.running import StubProviders

CALLS, PAID_FOR, MOST_DAYS = 50, 20, 20
PROFILE: dict[str, Any] = {
    "openai_model": "gpt-6-luna",
    "fields": ["summary", "issues"],
    "prompts": {},
    "max_output_tokens": 1000,
}


class Day(NamedTuple):
    """What one day came to by the invoice, and which of its calls waited before anything was sent."""

    usd: float
    requests: int
    calls: Sequence[Call]
    unasked: int
    unasked_requests: int


def measure() -> list[Figure]:
    """Run the calls day by day against the stub until all of them are done."""
    with StubProviders() as stubs:
        return asyncio.run(measured(stubs))


async def measured(
    stubs: StubProviders, calls: int = CALLS, paid_for: int = PAID_FOR
) -> list[Figure]:
    """Return what the days cost beyond the budget, and how the calls that waited did."""
    stubs.bill()
    price = await _price_of_a_call(stubs)
    limit = paid_for * price
    days = await _days(stubs, calls, limit)
    first = days[0]
    return [
        Figure("calls at once", len(first.calls), own_goal=at_least(calls)),
        Figure("budget of a day", round(limit, 6), "USD"),
        Figure("the first day cost", round(first.usd, 6), "USD"),
        Figure("requests of the first day", first.requests, own_goal=at_least(1)),
        Figure("beyond the budget, the worst day", max(0.0, *(day.usd - limit for day in days)), "USD", key="budget_overspent"),
        Figure("calls that waited unasked", first.unasked, own_goal=at_least(calls - 2 * paid_for)),
        Figure("requests for them", first.unasked_requests, own_goal=at_most(0)),
        Figure("days until all were done", len(days), own_goal=at_most(MOST_DAYS - 1)),
        Figure("requests more than two a call", sum(day.requests for day in days) - 2 * calls, own_goal=at_most(0)),
    ]  # fmt: skip


async def _price_of_a_call(stubs: StubProviders) -> float:
    with using(_process(stubs, {}, None)) as world:
        call = await _run(world, await _a_call(world))
        await _closed(world)
    if call.status is not Status.COMPLETED or call.cost_usd is None:
        raise ValueError(f"a call ended as {call.status}: {call.failure}")
    return call.cost_usd


async def _days(stubs: StubProviders, calls: int, limit: float) -> list[Day]:
    clock = TestClock()
    stores = {
        "clock": clock,
        "calls": FakeCallStore(),
        "artifacts": FakeArtifactStore(),
        "recordings": FakeRecordingStore(),
        "ledger": FakeLedger(),
        "budget_store": FakeBudgetStore(),
    }
    processes = [_process(stubs, stores, limit) for _ in range(2)]
    days: list[Day] = []
    with using(processes[0]):
        left: Sequence[Call] = [await _a_call(processes[0]) for _ in range(calls)]
        while left and len(days) < MOST_DAYS:
            days.append(await _day(stubs, processes, left))
            left = [call for call in days[-1].calls if call.status is not Status.COMPLETED]
            if any(call.status_reason != "budget" for call in left):
                raise ValueError("a call waits for something else than its budget")
            clock.advance(days=1)
        for process in processes:
            await _closed(process)
    return days


async def _day(stubs: StubProviders, processes: Sequence[Services], left: Sequence[Call]) -> Day:
    before = stubs.invoice()
    world = processes[0]
    run = [_run(processes[number % 2], call) for number, call in enumerate(left)]
    done = await asyncio.gather(*run)
    after = stubs.invoice()
    unasked = [call for call in done if call.status_reason == "budget" and not call.transcript]
    lines = [await world.ledger.of_call(call.call_id) for call in unasked]
    booked = sum((await world.ledger.of_day(world.clock().date())).values(), Spending())
    requests = after["items"] - before["items"]
    if booked.requests != requests:
        raise ValueError(f"{requests} requests were made, {booked.requests} booked")
    usd = sum(after[name] - before[name] for name in ("openai", "elevenlabs"))
    return Day(usd, requests, done, len(unasked), sum(map(len, lines)))


def _process(stubs: StubProviders, stores: dict[str, Any], limit: float | None) -> Services:
    """Real adapters of the providers over fake stores, which two processes may share."""
    configured = settings(
        budget_usd_per_day=limit,
        elevenlabs_api_key="key",
        elevenlabs_base_url=stubs.elevenlabs_url,
        openai_api_key="key",
        openai_base_url=stubs.openai_url,
    )
    real = Services(configured)
    return fake_services(
        settings=configured,
        transcriber=real.transcriber,
        sound_probe=real.sound_probe,
        language_model=real.language_model,
        profile_store=FakeProfileStore(a_profile(**PROFILE)),
        **stores,
    )


async def _a_call(world: Services) -> Call:
    return await a_call_with_recording(world, sound(SHORT))


async def _run(world: Services, call: Call) -> Call:
    await run_once(world, call.call_id, a_run(await world.reruns.existing(call.call_id)))
    return await world.reruns.existing(call.call_id)


async def _closed(world: Services) -> None:
    world.heartbeat.stop()
    for engine in (world.transcriber, world.language_model):
        await engine.close()  # type: ignore[union-attr]
