"""The gate before a provider: outages, refused accounts, storms of 429, slots and their order."""

import asyncio
import logging
import time
from collections.abc import Callable, Generator
from datetime import datetime

import pytest

from callinsight.domain import concurrency
from callinsight.domain.call import Call
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    ConcurrencyLimitError,
    ProviderKeyError,
    ProviderPausedError,
    ProviderQuotaError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.status import Status
from callinsight.ports.engines import Audio, BeforeSend
from callinsight.services import Services, using
from callinsight.steps.provider_gate import ProviderGate
from tests.builders import NOON, TestClock, a_call_with_audio, a_run, begun, fake_services, settings
from tests.fakes.engines import FakeTranscriber
from tests.fakes.operations import FakeOperationsStore
from tests.steps.conftest import run_once

MANY = 50


class Weather(FakeTranscriber):
    """A provider whose mood depends on the hour and on how many ask at once."""

    def __init__(self, clock: TestClock) -> None:
        super().__init__()
        self.clock = clock
        self.says: Callable[[datetime, int], CallInsightError | None] = lambda _now, _asking: None
        self.received: list[datetime] = []
        self.served: list[str] = []
        self.asking = self.most_asking = 0

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        await before_send()
        self.received.append(self.clock.now)
        self.asking += 1
        self.most_asking = max(self.most_asking, self.asking)
        try:
            error = self.says(self.clock.now, self.asking)
            await asyncio.sleep(0)
            if error is not None:
                raise error
            self.served.append(recording.key.split("/")[1])
            return await super().request(recording, audio, settings, before_send)
        finally:
            self.asking -= 1


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def world(clock: TestClock) -> Generator[Services]:
    with using(
        fake_services(
            clock=clock, transcriber=Weather(clock), settings=settings(openai_concurrency=10)
        )
    ) as services:
        yield services


@pytest.fixture
def weather(world: Services) -> Weather:
    assert isinstance(world.transcriber, Weather)
    return world.transcriber


@pytest.fixture
def gate(world: Services) -> ProviderGate:
    found = world.gate_of("transcribe")
    assert found is not None
    return found


@pytest.fixture
def alarms(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The alarms logged so far."""
    caplog.set_level(logging.INFO, "callinsight.alarms")
    return lambda: [r.getMessage() for r in caplog.records if r.levelno == logging.CRITICAL]


async def _until_over(world: Services, clock: TestClock, calls: list[Call]) -> dict[str, datetime]:
    """Run whatever is due, in its order, until all calls ended; return when each first comes back."""
    first_due: dict[str, datetime] = {}
    while True:
        seen = [await world.calls.get(call.call_id) for call in calls]
        waiting = sorted((c.due_at, c.call_id, c) for c in seen if c is not None and c.due_at)
        if not waiting:
            return first_due
        clock.now = max(clock.now, waiting[0][0])
        due = [call for moment, _, call in waiting if moment <= clock.now]
        await asyncio.gather(*(run_once(world, c.call_id, a_run(c), 5) for c in due))
        for call in due:
            later = await world.calls.get(call.call_id)
            if later is not None and later.due_at is not None:
                first_due.setdefault(call.call_id, later.due_at)


async def _statuses(world: Services, calls: list[Call]) -> list[Status]:
    seen = [await world.calls.get(call.call_id) for call in calls]
    return [call.status for call in seen if call is not None]


async def test_an_hour_of_outage_parks_calls_in_their_order_and_fails_none(
    world: Services, weather: Weather, clock: TestClock, alarms: Callable[[], list[str]]
) -> None:
    over = NOON.replace(hour=13)
    weather.says = lambda now, _: ProviderUnavailableError("down") if now < over else None
    calls = [await a_call_with_audio(world) for _ in range(MANY)]
    first_due = await _until_over(world, clock, calls)
    assert await _statuses(world, calls) == [Status.COMPLETED] * MANY
    during = [moment for moment in weather.received if moment < over]
    assert len(during) <= 25
    assert weather.paid_requests == MANY
    assert len(set(first_due.values())) == MANY
    assert weather.served == sorted(first_due, key=lambda call_id: first_due[call_id])
    assert alarms() == [
        "provider_outage: fake. Look at the provider's status page; "
        "calls wait and go on by themselves."
    ]
    assert isinstance(world.operations, FakeOperationsStore)
    assert world.operations.alarms == {}


async def test_a_revoked_key_fails_one_call_raises_one_alarm_and_the_others_wait(
    world: Services, weather: Weather, clock: TestClock, alarms: Callable[[], list[str]]
) -> None:
    mended = NOON.replace(hour=14)
    weather.says = lambda now, _: ProviderKeyError("no") if now < mended else None
    calls = [await a_call_with_audio(world) for _ in range(MANY)]
    await asyncio.gather(*(run_once(world, c.call_id, a_run(c), 5) for c in calls))
    seen = [await world.calls.get(call.call_id) for call in calls]
    waiting = [call for call in seen if call is not None and call.status is Status.QUEUED]
    assert {call.status_reason for call in waiting} == {"provider_key_rejected"}
    await _until_over(world, clock, calls)
    statuses = await _statuses(world, calls)
    assert sorted(status.value for status in statuses) == ["Completed"] * (MANY - 1) + ["Failed"]
    assert len(alarms()) == 1
    assert len([moment for moment in weather.received if moment < mended]) <= 15


async def test_another_process_that_meets_the_same_refusal_parks_its_call(
    world: Services, weather: Weather, alarms: Callable[[], list[str]]
) -> None:
    weather.says = lambda *_: ProviderKeyError("no")
    first, second = [await a_call_with_audio(world) for _ in range(2)]
    assert (await run_once(world, first.call_id, a_run(first))).kind == "Failed"
    world.gates.clear()  # what a new process knows
    outcome = await run_once(world, second.call_id, a_run(second))
    assert (outcome.kind, outcome.call and outcome.call.status_reason) == (
        "Parked",
        "provider_key_rejected",
    )
    assert len(alarms()) == 1


async def test_a_provider_that_takes_three_at_once_is_asked_three_at_once(
    clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One that is refused when nobody else asks any more waits for time to pass: this one does.
    monkeypatch.setattr(concurrency, "LONGEST_HOLD_SECONDS", 0.01)
    weather = Weather(clock)
    world = fake_services(
        clock=clock,
        monotonic=time.monotonic,
        transcriber=weather,
        settings=settings(openai_concurrency=10),
    )
    weather.says = lambda _, asking: ConcurrencyLimitError("full") if asking > 3 else None
    with using(world):
        calls = [await a_call_with_audio(world) for _ in range(MANY)]
        await _until_over(world, clock, calls)
        assert await _statuses(world, calls) == [Status.COMPLETED] * MANY
    assert weather.paid_requests == MANY
    assert len(weather.received) <= 2 * MANY


async def test_a_storm_of_429_lowers_what_is_sent_at_once_and_is_weathered(
    clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concurrency, "LONGEST_HOLD_SECONDS", 0.01)
    weather, at_once = Weather(clock), list[int]()
    limit = settings(openai_concurrency=10)
    world = fake_services(
        clock=clock, monotonic=time.monotonic, transcriber=weather, settings=limit
    )

    def stormy(_now: datetime, asking: int) -> CallInsightError | None:
        at_once.append(asking)
        return RateLimitedError("slow") if len(at_once) <= 40 else None

    weather.says = stormy
    with using(world):
        calls = [await a_call_with_audio(world) for _ in range(MANY)]
        await _until_over(world, clock, calls)
        assert await _statuses(world, calls) == [Status.COMPLETED] * MANY
    assert len(weather.received) == 40 + MANY
    assert max(at_once[:10]) > max(at_once[36:40]) == 1
    assert max(at_once[-10:]) > 3


async def test_an_open_request_is_announced_only_with_a_slot_in_hand(
    world: Services, weather: Weather, gate: ProviderGate
) -> None:
    """[slotfirst]"""
    gate.report(0, 1)
    released = asyncio.Event()

    async def occupy(_answered: object) -> None:
        await released.wait()

    holder = await begun(world, await a_call_with_audio(world))
    holding = asyncio.create_task(gate.through(holder, occupy))
    await asyncio.sleep(0)
    call = await a_call_with_audio(world)
    waiting = asyncio.create_task(run_once(world, call.call_id, a_run(call)))
    for _ in range(50):
        await asyncio.sleep(0.001)
    seen = await world.calls.get(call.call_id)
    assert seen is not None
    assert (seen.request_open, weather.received) == (None, [])
    released.set()
    await holding
    assert (await waiting).kind == "Completed"


async def test_who_is_cancelled_in_the_line_or_while_sending_leaves_no_slot_taken(
    world: Services, gate: ProviderGate
) -> None:
    gate.report(0, 1)
    never = asyncio.Event()

    async def hang(_answered: object) -> None:
        await never.wait()

    execution = await begun(world, await a_call_with_audio(world))
    tasks = [asyncio.create_task(gate.through(execution, hang, slots=4)) for _ in range(3)]
    await asyncio.sleep(0)
    for task in reversed(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert gate._line.held == 0

    async def quick(_answered: object) -> str:
        return "served"

    assert await gate.through(execution, quick, slots=4) == "served"


async def test_waiting_is_bounded_and_does_not_use_up_the_steps_time(
    world: Services, gate: ProviderGate
) -> None:
    gate.report(0, 1)
    released = asyncio.Event()

    async def occupy(_answered: object) -> str:
        await released.wait()
        return "served"

    holder = await begun(world, await a_call_with_audio(world))
    holding = asyncio.create_task(gate.through(holder, occupy))
    await asyncio.sleep(0)
    execution = await begun(world, await a_call_with_audio(world))
    execution._deadlines = {**execution._deadlines, "transcribe": (NOON - NOON)}
    execution.time._patience = 0.05
    async with execution.time.limited_to(0.02):
        with pytest.raises(ProviderPausedError) as busy:
            await gate.through(execution, occupy)
    assert busy.value.reason == "provider_busy"
    assert execution.time.stood_still >= 0.04
    released.set()
    assert await holding == "served"


async def test_a_blip_while_the_key_is_revoked_fails_nobody_else_and_alarms_of_nothing_new(
    world: Services, weather: Weather, clock: TestClock, alarms: Callable[[], list[str]]
) -> None:
    mended = NOON.replace(hour=14)

    def revoked(now: datetime, _asking: int) -> CallInsightError | None:
        if now >= mended:
            return None
        is_first = len(weather.received) == 1
        blips = not is_first and len(weather.received) % 2 == 0
        return ProviderUnavailableError("down") if blips else ProviderKeyError("no")

    weather.says = revoked
    calls = [await a_call_with_audio(world) for _ in range(10)]
    await run_once(world, calls[0].call_id, a_run(calls[0]))
    await _until_over(world, clock, calls)
    statuses = sorted(status.value for status in await _statuses(world, calls))
    assert statuses == ["Completed"] * 9 + ["Failed"]
    assert [alarm.partition(":")[0] for alarm in alarms()] == ["provider_key_rejected"]


async def test_what_is_collected_ends_no_alarm_of_an_empty_account(
    world: Services, weather: Weather, gate: ProviderGate, alarms: Callable[[], list[str]]
) -> None:
    weather.says = lambda *_: ProviderQuotaError("no credit")
    first, second, third = [await a_call_with_audio(world) for _ in range(3)]
    assert (await run_once(world, first.call_id, a_run(first))).kind == "Failed"

    async def collected(_answered: object) -> str:
        return "collected"

    execution = await begun(world, second)
    assert await gate.through(execution, collected, collects=True) == "collected"
    world.gates.clear()  # what another process knows
    other = world.gate_of("transcribe")
    assert other is not None
    assert await other.through(execution, collected, collects=True) == "collected"
    await asyncio.sleep(0)
    assert (await run_once(world, third.call_id, a_run(third))).kind == "Parked"
    assert len(alarms()) == 1
