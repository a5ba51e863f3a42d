"""A run that a person suspends lets go of its call, and goes on with it when it is resumed."""

import pytest

from callinsight.dispatcher.rescues import Census
from callinsight.domain.call import Call
from callinsight.domain.dispatch import RunState
from callinsight.domain.execution import RunIdentity
from callinsight.domain.status import Status
from callinsight.steps.execution import Execution
from callinsight.steps.executions import Executions
from tests.protocol.world import World

NOBODY = Census(owned=(), alive=())


class Suspension(BaseException):
    """What the flow engine raises through the flow."""


async def a_suspended_call(world: World) -> tuple[Call, str]:
    """A call that was being executed; return it with its run."""
    call = await world.a_call()
    execution = await world.begin(call)
    with pytest.raises(Suspension):
        await suspended_inside(world.services.executions, execution)
    world.runs.set(execution.run.id, RunState.PAUSED)
    return await world.now(call), execution.run.id


async def suspended_inside(executions: Executions, execution: Execution) -> None:
    async with executions.holding(execution, suspension=Suspension):
        raise Suspension


async def test_a_suspended_runs_call_is_queued_without_an_owner_and_not_due(world: World) -> None:
    call, run_id = await a_suspended_call(world)
    assert (call.status, call.status_reason, call.owner) == (Status.QUEUED, "suspended", None)
    assert (call.run_id, call.is_due(world.clock())) == (run_id, False)


async def test_nothing_is_started_beside_a_suspended_run(world: World) -> None:
    call, _ = await a_suspended_call(world)
    for _ in range(3):
        world.clock.advance(seconds=181)
        await world.starts.run(NOBODY)
    assert await world.runs.find((await world.now(call)).idempotency_key) is None


async def test_nothing_is_started_beside_a_run_that_is_being_resumed(world: World) -> None:
    call, run_id = await a_suspended_call(world)
    world.clock.advance(seconds=181)
    for state in (RunState.SCHEDULED, RunState.PENDING, RunState.RUNNING):
        world.runs.set(run_id, state)
        await world.starts.run(NOBODY)
        world.clock.advance(seconds=31)
    assert await world.runs.find((await world.now(call)).idempotency_key) is None
    again = RunIdentity(id=run_id, key=world.runs.runs[run_id].key, count=1)
    execution = await world.services.executions.begin(call.call_id, again)
    assert (execution.call.status_reason, execution.call.owner is None) == (None, False)


async def test_a_resumed_run_that_died_on_its_way_is_replaced(world: World) -> None:
    call, run_id = await a_suspended_call(world)
    world.runs.set(run_id, RunState.RUNNING)
    world.clock.advance(seconds=181)
    await world.starts.run(NOBODY)
    assert await world.runs.find((await world.now(call)).idempotency_key) is not None


async def test_a_suspended_run_that_is_cancelled_cancels_its_call(world: World) -> None:
    call, run_id = await a_suspended_call(world)
    world.runs.set(run_id, RunState.CANCELLED)
    world.clock.advance(seconds=181)
    await world.starts.run(NOBODY)
    failure = (await world.now(call)).failure
    assert failure is not None
    assert failure.code == "cancelled"
