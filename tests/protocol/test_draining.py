"""A process that drains hands its calls back itself, and makes no paid request ambiguous."""

import asyncio
from contextlib import suppress

import pytest

from callinsight.domain.call import Call
from callinsight.domain.errors.base import ServiceUnavailableError, Superseded
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.ports.engines import BeforeSend
from callinsight.steps.execution import Execution
from callinsight.steps.paying import Paying
from tests.fakes.artifacts import FakeArtifactStore
from tests.patience import PATIENCE
from tests.protocol.world import World


class Suspension(BaseException):
    """What the engine raises through a flow that a person suspends."""


class Paid:
    """A provider that answers when it is told to."""

    def __init__(self, artifacts: FakeArtifactStore) -> None:
        self.paying = Paying(artifacts, poll_seconds=60)
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    async def send(self, _before_send: BeforeSend) -> bytes:
        self.asked.set()
        await self.answers.wait()
        return b"answer"

    async def submit(self, _before_send: BeforeSend) -> str:
        await self.send(_before_send)
        return "job"

    async def collect(self, _job_id: str) -> bytes | None:
        return None

    async def answer(self, execution: Execution) -> None:
        await self.paying.answer(execution, "transcribe", "f", self.send)
        await asyncio.sleep(60)

    async def job(self, execution: Execution) -> None:
        await self.paying.job_answer(execution, "transcribe", "f", self.submit, self.collect)


@pytest.fixture
def artifacts() -> FakeArtifactStore:
    return FakeArtifactStore()


@pytest.fixture
async def paid(artifacts: FakeArtifactStore) -> Paid:
    return Paid(artifacts)


async def _run(world: World, call: Call, work: object = None) -> "asyncio.Task[None]":
    begun = asyncio.Event()

    async def flow() -> None:
        execution = await world.begin(call)
        async with world.services.executions.holding(execution):
            begun.set()
            await (work(execution) if callable(work) else asyncio.sleep(60))

    task = asyncio.create_task(flow())
    await begun.wait()
    return task


async def _handed_back(world: World, call: Call) -> Call:
    seen = await world.now(call)
    assert (seen.status, seen.attempt, seen.owner) == (Status.QUEUED, 2, None)
    return seen


async def test_calls_without_an_open_request_are_handed_back_at_once(world: World) -> None:
    calls = [await world.a_call() for _ in range(3)]
    tasks = [await _run(world, call) for call in calls]
    await asyncio.wait_for(world.services.executions.drain(3600), PATIENCE)
    for call in calls:
        assert (await _handed_back(world, call)).is_due(world.clock())
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_process_says_that_it_drains_and_until_when(world: World) -> None:
    task = await _run(world, await world.a_call())
    await world.services.executions.drain(60)
    (beat,) = world.operations.heartbeats.values()
    assert beat.draining_until is not None
    assert beat.places == 0
    await asyncio.gather(task, return_exceptions=True)


async def test_an_open_request_is_answered_and_kept_before_its_call_moves(
    world: World, paid: Paid, artifacts: FakeArtifactStore
) -> None:
    call = await world.a_call()
    task = await _run(world, call, paid.answer)
    await paid.asked.wait()
    drain = asyncio.create_task(world.services.executions.drain(3600))
    await asyncio.sleep(0.05)
    assert (await world.now(call)).request_open is not None
    assert not drain.done()
    paid.answers.set()
    await asyncio.wait_for(drain, PATIENCE)
    await _handed_back(world, call)
    reader = await _begun_elsewhere(world, call)
    assert await paid.paying.answer(reader, "transcribe", "f", paid.send) == (b"answer", True)
    await asyncio.gather(task, return_exceptions=True)


async def test_a_job_is_left_as_soon_as_its_id_is_on_the_record(world: World, paid: Paid) -> None:
    call = await world.a_call()
    task = await _run(world, call, paid.job)
    await paid.asked.wait()
    drain = asyncio.create_task(world.services.executions.drain(3600))
    await asyncio.sleep(0.05)
    assert not drain.done()
    paid.answers.set()
    await asyncio.wait_for(drain, PATIENCE)
    seen = await _handed_back(world, call)
    assert seen.job is not None
    assert seen.request_open is None
    await asyncio.gather(task, return_exceptions=True)


async def test_after_the_deadline_an_open_request_is_left_behind(world: World, paid: Paid) -> None:
    call = await world.a_call()
    task = await _run(world, call, paid.answer)
    await paid.asked.wait()
    await asyncio.wait_for(world.services.executions.drain(0.1), PATIENCE)
    assert (await _handed_back(world, call)).request_open is not None
    await asyncio.gather(task, return_exceptions=True)


async def test_a_run_that_begins_during_the_drain_passes_its_call_on(world: World) -> None:
    call = await world.a_call()
    await world.services.executions.drain(1)
    with pytest.raises(Superseded):
        await world.begin(call)
    assert (await _handed_back(world, call)).is_due(world.clock())


async def test_a_dispatcher_that_was_faster_is_not_disturbed(world: World) -> None:
    call = await world.a_call()
    task = await _run(world, call)
    owner = (await world.now(call)).owner or ""
    world.beat(owner, draining_until=world.clock())
    await asyncio.gather(world.rescues.run(), world.services.executions.drain(1))
    await _handed_back(world, call)
    await asyncio.gather(task, return_exceptions=True)


async def test_a_hand_back_survives_a_hiccup_of_the_store_and_a_second_cancel(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await world.a_call()
    task = await _run(world, call)
    apply, failures = world.services.calls.apply, [ServiceUnavailableError("away")]

    async def hiccup(write: Write) -> Call | None:
        if failures:
            raise failures.pop()
        return await apply(write)

    monkeypatch.setattr(world.services.calls, "apply", hiccup)
    drain = asyncio.create_task(world.services.executions.drain(3600))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait_for(drain, PATIENCE)
    await _handed_back(world, call)
    await asyncio.gather(task, return_exceptions=True)


async def test_a_suspended_call_waits_for_its_run(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    with suppress(Suspension):
        async with world.services.executions.holding(execution, suspension=Suspension):
            raise Suspension
    seen = await _handed_back(world, call)
    assert seen.status_reason == "suspended"
    assert seen.due_at is not None
    assert seen.due_at > world.clock()


async def _begun_elsewhere(world: World, call: Call) -> Execution:
    run_id = await world.dispatch(call)
    return await world.another_process().begin(call.call_id, world.run_identity(run_id))
