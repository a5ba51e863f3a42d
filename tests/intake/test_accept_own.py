"""Recordings under keys that were given out for a call: the first expected version starts it."""

import asyncio

import pytest

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.fakes.recordings import FakeRecordingStore
from tests.intake.arrivals import an_expecting_call, as_it_is, event_of, uploaded
from tests.intake.stores import DistantCallStore


async def test_an_upload_queues_its_call_at_once(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world, metadata={"team": "x"})
    stored = uploaded(bucket, call)
    started = await world.intake.accept(event_of(stored))
    assert started == await as_it_is(world, call)
    assert (started.status, started.attempt, started.lane) == (Status.QUEUED, 1, "live")
    assert started.recording == stored
    assert started.due_at is not None
    assert started.due_at <= world.clock()
    assert (started.profile_id, started.metadata) == ("default", {"team": "x"})


async def test_an_event_without_a_version_means_what_is_there_now(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    stored = uploaded(bucket, call)
    started = await world.intake.accept(RecordingUploaded(stored.bucket, stored.key))
    assert started is not None
    assert started.recording == stored


async def test_the_first_accepted_version_wins_and_later_ones_are_listed(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    first, second = uploaded(bucket, call), uploaded(bucket, call, b"other words")
    assert await world.intake.accept(event_of(second)) is not None  # the events came out of order
    assert await world.intake.accept(event_of(first)) is None
    seen = await as_it_is(world, call)
    assert (seen.recording, seen.ignored_versions) == (second, (first.version,))
    assert seen.attempt == 1


async def test_repeated_events_change_nothing(world: Services, bucket: FakeRecordingStore) -> None:
    call = await an_expecting_call(world)
    first, second = uploaded(bucket, call), uploaded(bucket, call)
    for stored in (first, second):
        await world.intake.accept(event_of(stored))
    before = await as_it_is(world, call)
    for stored in (second, first, second):
        assert await world.intake.accept(event_of(stored)) is None
    assert await as_it_is(world, call) == before


async def test_concurrent_events_about_one_upload_start_one_call(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    event = event_of(uploaded(bucket, call))
    started = await asyncio.gather(*(world.intake.accept(event) for _ in range(8)))
    assert sum(each is not None for each in started) == 1
    assert (await as_it_is(world, call)).attempt == 1


async def test_concurrent_versions_of_one_upload_start_one_call(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    versions = [uploaded(bucket, call, body) for body in (b"a", b"b", b"c")]
    started = await asyncio.gather(*(world.intake.accept(event_of(each)) for each in versions))
    assert sum(each is not None for each in started) == 1
    seen = await as_it_is(world, call)
    assert (seen.attempt, seen.recording in versions) == (1, True)


async def test_of_concurrent_later_versions_each_is_listed(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    await world.intake.accept(event_of(uploaded(bucket, call)))
    later = [uploaded(bucket, call, body) for body in (b"a", b"b", b"c")]
    await asyncio.gather(*(world.intake.accept(event_of(each)) for each in later))
    seen = await as_it_is(world, call)
    assert set(seen.ignored_versions) == {each.version for each in later}


async def test_while_the_table_is_away_nothing_is_decided(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    call = await an_expecting_call(world)
    event = event_of(uploaded(bucket, call))
    calls.is_away = True
    with pytest.raises(ServiceUnavailableError):
        await world.intake.accept(event)
    calls.is_away = False
    assert await world.intake.accept(event) is not None


async def test_a_record_that_never_stands_still_makes_the_event_come_again(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    call = await an_expecting_call(world)
    event = event_of(uploaded(bucket, call))
    calls.is_contended = True
    with pytest.raises(ServiceUnavailableError, match="comes again"):
        await world.intake.accept(event)
    calls.is_contended = False
    assert await world.intake.accept(event) is not None
