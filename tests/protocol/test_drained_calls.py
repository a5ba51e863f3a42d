"""Whole calls through a drain: what was paid is kept, what is nearly done is done."""

import asyncio
from collections.abc import Callable

import pytest

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.steps.executions import Outcome
from tests.builders import TestClock, fake_services
from tests.fakes.engines import FakeJobTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.patience import PATIENCE
from tests.protocol.world import World
from tests.steps.conftest import run_to_outcome


async def test_a_drain_waits_for_the_answer_that_is_being_paid_and_keeps_it(world: World) -> None:
    call = await world.a_call()
    world.transcriber.hold()
    running = asyncio.create_task(a_run(world, call))
    await world.transcriber.asked.wait()
    draining = asyncio.create_task(world.services.executions.drain(60))
    await asyncio.sleep(0.1)
    assert not draining.done()
    assert (await world.now(call)).request_open is not None
    world.transcriber.release()
    await asyncio.wait([draining, running])
    seen = await world.now(call)
    assert (seen.status, seen.owner) == (Status.QUEUED, None)
    outcome = await a_run(world, call, elsewhere=True)
    assert (outcome.kind, world.transcriber.paid_requests) == ("Completed", 1)
    seen = await world.now(call)
    assert (seen.request_open, seen.duplicate_spend) == (None, {})


async def test_a_drain_leaves_a_job_to_the_next_process(clock: TestClock) -> None:
    jobs = FakeJobTranscriber()
    jobs.done_at_once = False
    services = fake_services(clock=clock, flow_runs=FakeFlowRuns(clock), transcriber=jobs)
    world = World(services, clock)
    call = await world.a_call()
    running = asyncio.create_task(a_run(world, call))
    await jobs.asked.wait()
    await until(lambda: jobs.references != [])
    await world.services.executions.drain(60)
    await asyncio.wait([running])
    seen = await world.now(call)
    assert seen.job is not None
    jobs.results[seen.job.id] = b'[["agent", "hello"], ["customer", "bye"]]'
    outcome = await a_run(world, call, elsewhere=True)
    assert (outcome.kind, jobs.paid_requests) == ("Completed", 1)


async def test_a_call_that_is_being_completed_is_not_interrupted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await world.a_call()
    completing, go_on = asyncio.Event(), asyncio.Event()
    apply = world.services.calls.apply

    async def slow_at_the_end(write: Write) -> Call | None:
        if write.values.get("status") == "Completed":
            completing.set()
            await go_on.wait()
        return await apply(write)

    monkeypatch.setattr(world.services.calls, "apply", slow_at_the_end)
    running = asyncio.create_task(a_run(world, call))
    await completing.wait()
    draining = asyncio.create_task(world.services.executions.drain(60))
    await asyncio.sleep(0.05)
    go_on.set()
    assert (await running).kind == "Completed"
    await draining


async def a_run(world: World, call: Call, *, elsewhere: bool = False) -> Outcome:
    """Dispatch the call and execute it, in this process or in another one."""
    run = world.run_identity(await world.dispatch(call))
    executions = world.another_process() if elsewhere else world.services.executions
    return await run_to_outcome(world.services, executions, call.call_id, run)


async def until(holds: Callable[[], bool]) -> None:
    """Give the tasks their turns until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.01)
