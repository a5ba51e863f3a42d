"""Hundreds of calls before one provider: live ones first, and never more than the setting says."""

import asyncio
from collections.abc import Callable, Generator

import pytest

from callinsight.domain.call import Priority
from callinsight.services import Services, using
from callinsight.steps.execution import Execution
from tests.builders import a_call_with_audio, begun, fake_services, settings
from tests.patience import PATIENCE

SLOTS = 10


@pytest.fixture
def world() -> Generator[Services]:
    with using(fake_services(settings=settings(elevenlabs_concurrency=SLOTS))) as services:
        yield services


async def an_execution(world: Services, priority: Priority) -> Execution:
    return await begun(world, await a_call_with_audio(world, priority=priority, lane=priority))


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.001)


async def test_a_live_call_takes_the_next_free_slot_before_five_hundred_backfill_calls(
    world: Services,
) -> None:
    gate, sent = world.gate("elevenlabs"), []
    ends: list[asyncio.Event] = []

    async def request(execution: Execution, _answered: Callable[[], None]) -> None:
        sent.append(execution.call.call_id)
        ends.append(end := asyncio.Event())
        await end.wait()

    def send(execution: Execution) -> asyncio.Task[None]:
        return asyncio.create_task(
            gate.through(execution, lambda answered: request(execution, answered))
        )

    backfill = [await an_execution(world, "backfill") for _ in range(500)]
    tasks = [send(execution) for execution in backfill]
    await _until(lambda: len(sent) == SLOTS)
    live = [await an_execution(world, "live") for _ in range(2)]
    tasks += [send(execution) for execution in live]
    await asyncio.sleep(0.01)
    ids = [execution.call.call_id for execution in backfill]
    assert sent == ids[:SLOTS]
    for end in ends[:3]:
        end.set()
    await _until(lambda: len(sent) == SLOTS + 3)
    assert sent[SLOTS:] == [*(e.call.call_id for e in live), ids[SLOTS]]
    while not all(task.done() for task in tasks):
        for end in ends:
            end.set()
        await asyncio.sleep(0)
    assert sent[SLOTS + 2 :] == ids[SLOTS:]  # among themselves by age


async def test_a_thousand_calls_hold_as_many_slots_as_the_setting_says_jobs_until_collected(
    world: Services,
) -> None:
    gate, running, most, done = world.gate("elevenlabs"), 0, 0, 0

    async def job(answered: Callable[[], None]) -> None:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        answered()  # accepted and paid; the provider is at work on it until it is collected
        await asyncio.sleep(0.001)
        running -= 1
        done += 1

    executions = [await an_execution(world, "live") for _ in range(1000)]
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(gate.through(execution, job) for execution in executions))
    assert (done, most) == (1000, SLOTS)
