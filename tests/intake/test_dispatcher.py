"""The dispatcher's look at what is due, and its loop."""

import asyncio
import logging
from datetime import timedelta

import pytest

from callinsight.domain.erasure import tombstone
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.domain.uploads import UNUSED_FOR, URL_GRACE, pending_call
from callinsight.services import Services
from tests.builders import TestClock, a_call_with_audio
from tests.fakes.flow_runs import FakeFlowRuns
from tests.intake.arrivals import an_expecting_call, as_it_is, until, uploaded, written
from tests.intake.stores import DistantBucket, DistantCallStore
from tests.patience import PATIENCE


async def test_an_upload_that_never_came_fails_an_hour_after_its_link(
    world: Services, clock: TestClock
) -> None:
    call = await an_expecting_call(world)
    assert call.upload_expires_at is not None
    clock.now = call.upload_expires_at + URL_GRACE - timedelta(seconds=1)
    await world.dispatcher.tick()
    assert (await as_it_is(world, call)).status is Status.UPLOADING
    clock.advance(seconds=2)
    await world.dispatcher.tick()
    seen = await as_it_is(world, call)
    assert seen.failure is not None
    assert (seen.status, seen.failure.code) == (Status.FAILED, "upload_expired")
    assert (seen.due_at, seen.lane) == (None, None)


async def test_a_call_that_nobody_asked_a_link_for_fails_after_a_day(
    world: Services, clock: TestClock
) -> None:
    call = pending_call("01m83nqt4dhw33mgrc7463pa3d", clock())
    await world.calls.add(call)
    clock.now += UNUSED_FOR
    await world.dispatcher.tick()
    assert (await as_it_is(world, call)).status is Status.FAILED


async def test_an_expired_upload_whose_object_is_there_lost_only_its_event(
    world: Services, clock: TestClock, bucket: DistantBucket, runs: FakeFlowRuns
) -> None:
    call = await an_expecting_call(world)
    stored = uploaded(bucket, call)
    assert call.due_at is not None
    clock.now = call.due_at
    await world.dispatcher.tick()
    seen = await as_it_is(world, call)
    assert (seen.status, seen.recording, seen.failure) == (Status.QUEUED, stored, None)
    assert [run.call_id for run in runs.runs.values()] == [call.call_id]


async def test_an_upload_accepted_at_the_same_moment_does_not_expire(
    world: Services, clock: TestClock, calls: DistantCallStore, bucket: DistantBucket
) -> None:
    call = await an_expecting_call(world)
    assert call.due_at is not None
    clock.now = call.due_at
    looking = asyncio.create_task(world.dispatcher.tick())
    while not bucket.heads:
        await asyncio.sleep(0)
    accepting = change(call, clock(), status=Status.QUEUED, attempt=1, fence=call.fence + 1)
    await written(world, accepting)
    await looking
    assert (await as_it_is(world, call)).status is Status.QUEUED


async def test_every_due_call_is_looked_after_by_the_part_for_it(
    world: Services, clock: TestClock, runs: FakeFlowRuns, bucket: DistantBucket
) -> None:
    waiting = await a_call_with_audio(world)
    erased = await a_call_with_audio(world)
    await written(world, tombstone(erased, clock()))
    orphan = await a_call_with_audio(world, status=Status.READING, owner="p", lane="watch")
    unclaimed = await a_call_with_audio(world, dispatched_at=clock(), lane="watch")
    await world.dispatcher.tick()
    assert (await as_it_is(world, waiting)).dispatched_at is not None
    assert (await as_it_is(world, erased)).erasure == "deleted"
    assert erased.recording is not None
    assert erased.recording.key not in bucket.versions
    assert ((await as_it_is(world, orphan)).rescues, orphan.rescues) == (1, 0)
    started = {run.call_id for run in runs.runs.values()}
    assert started == {call.call_id for call in (waiting, orphan, unclaimed)}


async def test_a_tick_survives_services_that_are_away(
    world: Services, runs: FakeFlowRuns, caplog: pytest.LogCaptureFixture
) -> None:
    call = await a_call_with_audio(world)
    runs.is_away = True
    await world.dispatcher.tick()
    assert "The dispatcher waits: Prefect does not answer." in caplog.text
    runs.is_away = False
    await world.dispatcher.tick()
    assert (await as_it_is(world, call)).dispatched_at is not None


async def test_a_tick_survives_a_defect_and_tells_only_its_kind(
    world: Services, clock: TestClock, bucket: DistantBucket, caplog: pytest.LogCaptureFixture
) -> None:
    call = await an_expecting_call(world)
    assert call.due_at is not None
    assert call.upload_key is not None
    clock.now = call.due_at
    bucket.errors[call.upload_key] = KeyError("Anna Miller.wav")
    with caplog.at_level(logging.DEBUG, "callinsight"):
        await world.dispatcher.tick()
    assert "KeyError" in caplog.text
    assert "Anna" not in caplog.text
    bucket.errors.clear()
    clock.advance(minutes=3, seconds=1)
    await world.dispatcher.tick()
    assert (await as_it_is(world, call)).status is Status.FAILED


async def test_a_wake_is_answered_at_once_and_a_stop_ends_the_loop(
    world: Services, runs: FakeFlowRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.dispatcher.dispatcher.TICK_SECONDS", 3600.0)
    dispatcher, stop = world.dispatcher, asyncio.Event()
    first = await a_call_with_audio(world)
    running = asyncio.create_task(dispatcher.run(stop))
    await until(lambda: len(runs.runs) == 1)
    await asyncio.sleep(0.05)  # it rests between two ticks now
    second = await a_call_with_audio(world)
    await asyncio.sleep(0.05)
    assert [run.call_id for run in runs.runs.values()] == [first.call_id]
    dispatcher.wake.set()
    await until(lambda: len(runs.runs) == 2)
    assert not dispatcher.wake.is_set()
    stop.set()
    dispatcher.wake.set()
    await asyncio.wait_for(running, PATIENCE)
    assert {run.call_id for run in runs.runs.values()} == {first.call_id, second.call_id}
