"""A process that is told to stop gives its calls away."""

from datetime import timedelta

import pytest

from callinsight.domain.dispatch import taken_from_draining
from callinsight.domain.execution import request_opened
from callinsight.domain.status import Status
from tests.protocol.world import World


async def test_a_draining_process_loses_calls_without_an_open_request_at_once(
    world: World,
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.beat(execution.call.owner or "", draining_until=world.clock() + timedelta(seconds=110))
    await world.rescues.run()
    seen = await world.now(call)
    assert (seen.status, seen.attempt, seen.rescues) == (Status.QUEUED, 2, 0)


async def test_a_call_with_an_open_request_is_left_until_the_deadline(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await execution.write(request_opened(execution.call, world.clock(), "transcribe", "f"))
    owner = execution.call.owner or ""
    world.beat(owner, draining_until=world.clock() + timedelta(seconds=110))
    await world.rescues.run()
    assert (await world.now(call)).status is Status.READING
    world.clock.advance(seconds=111)
    await world.rescues.run()
    assert (await world.now(call)).status is Status.QUEUED


async def test_a_request_opened_after_the_dispatcher_looked_keeps_the_call(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    seen_by_dispatcher = await world.now(call)
    await execution.write(request_opened(execution.call, world.clock(), "transcribe", "f"))
    late = taken_from_draining(seen_by_dispatcher, world.clock(), deadline_passed=False)
    assert await world.services.calls.apply(late) is None
    assert (await world.now(call)).owner == execution.call.owner


async def test_an_open_request_seen_by_the_dispatcher_is_never_taken_early(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    await execution.write(request_opened(execution.call, world.clock(), "transcribe", "f"))
    with pytest.raises(ValueError, match="open request"):
        taken_from_draining(await world.now(call), world.clock(), deadline_passed=False)
