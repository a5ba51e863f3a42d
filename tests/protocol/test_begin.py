"""Who may begin a call."""

from datetime import timedelta

import pytest

from callinsight.domain.dispatch import RunState, queued_again
from callinsight.domain.errors.base import Superseded
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.execution import RunIdentity, begun
from callinsight.domain.status import Status
from tests.protocol.world import World


async def test_the_run_of_the_current_attempt_begins_and_owns_the_call(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    seen = await world.now(call)
    assert (seen.status, seen.attempt) == (Status.READING, 1)
    assert seen.fence == call.fence + 1
    assert seen.owner == world.services.heartbeat.process_id
    assert seen.owner in world.operations.heartbeats
    assert seen.run_id == execution.run.id
    assert seen.due_at is not None
    assert seen.due_at - world.clock() > timedelta(hours=1)


async def test_while_a_live_process_owns_a_call_no_other_run_begins_it(world: World) -> None:
    call = await world.a_call()
    await world.begin(call)
    before = await world.now(call)
    other = world.another_process()
    custom = RunIdentity(id="custom", key=None)
    world.services.heartbeat._beat_seconds = 0.01
    with pytest.raises(Superseded):
        await other.begin(call.call_id, custom)
    assert await world.now(call) == before


async def test_a_run_whose_key_names_another_attempt_does_not_begin(world: World) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    await world.services.calls.apply(queued_again(await world.now(call), world.clock(), None))
    with pytest.raises(Superseded):
        await world.services.executions.begin(call.call_id, world.run_identity(run_id))


async def test_a_begin_that_was_read_before_the_call_was_queued_again_is_refused(
    world: World,
) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    seen = await world.now(call)
    late = begun(
        seen,
        world.run_identity(run_id),
        process_id="slow",
        owner_is_gone=True,
        now=world.clock(),
        deadline=world.clock() + timedelta(hours=1),
    )
    assert late is not None
    await world.services.calls.apply(queued_again(seen, world.clock(), None))
    assert await world.services.calls.apply(late) is None


async def test_a_person_may_run_a_failed_or_completed_call_again(world: World) -> None:
    for status in (Status.FAILED, Status.COMPLETED):
        call = (await world.a_call()).model_copy(update={"status": status})
        world.services.calls.records[call.call_id]["status"] = status.value  # type: ignore[attr-defined]
        execution = await world.services.executions.begin(
            call.call_id, RunIdentity(id="custom", key=None)
        )
        assert (execution.call.status, execution.call.attempt) == (Status.READING, 2)
        world.services.executions.release(execution)


async def test_the_dispatchers_own_run_never_restarts_a_finished_call(world: World) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    world.services.calls.records[call.call_id]["status"] = "Completed"  # type: ignore[attr-defined]
    with pytest.raises(Superseded):
        await world.services.executions.begin(call.call_id, world.run_identity(run_id))


async def test_retrying_a_run_that_was_cancelled_before_it_began_starts_the_call(
    world: World,
) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    world.runs.set(run_id, RunState.CANCELLED)
    world.clock.advance(seconds=181)
    await world.starts.unclaimed(await world.now(call))
    cancelled = await world.now(call)
    assert cancelled.failure is not None
    assert (cancelled.status, cancelled.failure.code) == (Status.FAILED, "cancelled")

    world.runs.set(run_id, RunState.AWAITING_RETRY)
    retry = world.run_identity(run_id)
    assert retry.count == 1
    execution = await world.services.executions.begin(call.call_id, retry)
    assert (execution.call.status, execution.call.attempt) == (Status.READING, 2)


async def test_an_unknown_call_is_named_as_such(world: World) -> None:
    with pytest.raises(CallNotFoundError):
        await world.services.executions.begin("0" * 26, RunIdentity(id="r"))


async def test_a_begin_whose_answer_was_lost_is_not_given_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write was applied, the answer lost, and AWS' own retry meets the new fence."""
    call = await world.a_call()
    store = world.services.calls
    real = store.apply

    async def applied_twice(write: object) -> object:
        await real(write)  # type: ignore[arg-type]
        return await real(write)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "apply", applied_twice)
    execution = await world.begin(call)
    assert execution.call.owner == world.services.heartbeat.process_id


async def test_a_person_may_run_a_call_whose_process_died_without_any_dispatcher(
    world: World,
) -> None:
    """[deadbegin] An ad hoc call needs no dispatcher, not even after its process was killed."""
    call = await world.a_call()
    first = await world.another_process().begin(call.call_id, RunIdentity(id="r1", adhoc=True))
    world.operations.heartbeats.pop(str(first.call.owner))
    again = await world.services.executions.begin(call.call_id, RunIdentity(id="r2", adhoc=True))
    assert (again.call.status, again.call.run_id) == (Status.READING, "r2")
    assert again.call.attempt == first.call.attempt + 1
    with pytest.raises(Superseded):
        await first.advance(Status.PREPARING)
