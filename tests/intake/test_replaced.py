"""Uploads that come late, again, or to a call that was erased."""

from datetime import timedelta

from callinsight.domain.erasure import tombstone
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.domain.uploads import expired
from callinsight.services import Services
from tests.fakes.recordings import FakeRecordingStore
from tests.intake.arrivals import (
    an_expecting_call,
    as_it_is,
    event_of,
    given_a_link,
    uploaded,
    written,
)


async def test_only_the_newest_link_is_waited_for(
    world: Services, bucket: FakeRecordingStore
) -> None:
    old = await an_expecting_call(world)
    new = await given_a_link(world, old)
    late = uploaded(bucket, old)
    assert await world.intake.accept(event_of(late)) is None
    assert (await as_it_is(world, old)).status is Status.UPLOADING
    assert await world.intake.accept(event_of(uploaded(bucket, new))) is not None


async def test_a_replacement_under_a_new_link_starts_the_call_again(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world, profile_id="sales")
    first = await world.intake.accept(event_of(uploaded(bucket, call)))
    assert first is not None
    waiting = await given_a_link(world, first)
    assert (waiting.status, waiting.recording) == (Status.QUEUED, first.recording)
    better = uploaded(bucket, waiting, b"better words")
    again = await world.intake.accept(event_of(better))
    assert again is not None
    assert (again.recording, again.attempt) == (better, first.attempt + 1)
    assert again.fence > first.fence
    assert again.profile_id == "sales"


async def test_an_upload_after_its_call_expired_still_starts_it(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    failed = await written(world, expired(call, world.clock() + timedelta(hours=2)))
    assert failed.failure is not None
    started = await world.intake.accept(event_of(uploaded(bucket, call)))
    assert started is not None
    assert (started.status, started.failure, started.attempt) == (Status.QUEUED, None, 1)


async def test_a_replacement_takes_the_call_from_whoever_executes_it(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    first = await world.intake.accept(event_of(uploaded(bucket, call)))
    assert first is not None
    running = await written(
        world, change(first, world.clock(), status=Status.READING, owner="p", run_id="r")
    )
    waiting = await given_a_link(world, running)
    assert (waiting.status, waiting.owner) == (Status.READING, "p")
    again = await world.intake.accept(event_of(uploaded(bucket, waiting)))
    assert again is not None
    assert (again.status, again.owner, again.run_id) == (Status.QUEUED, None, None)
    late = change(running, world.clock(), status=Status.TRANSCRIBING)
    assert await world.calls.apply(late) is None


async def test_what_arrives_for_an_erased_call_is_deleted(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    erased = await written(world, tombstone(call, world.clock()))
    assert await world.intake.accept(event_of(uploaded(bucket, call))) is None
    assert not bucket.versions
    assert await as_it_is(world, call) == erased


async def test_an_object_of_an_erased_call_that_was_not_announced_is_deleted_too(
    world: Services, bucket: FakeRecordingStore
) -> None:
    event = event_of(bucket.put("uploads/theirs.wav", b"words"))
    call = await world.intake.accept(event)
    assert call is not None
    erased = await written(world, tombstone(call, world.clock()))
    assert await world.intake.accept(event) is None
    assert not bucket.versions
    assert await as_it_is(world, call) == erased
