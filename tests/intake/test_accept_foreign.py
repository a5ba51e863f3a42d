"""Objects nobody announced: each version becomes a call of its own, always the same one."""

import asyncio

import pytest

from callinsight.domain.call_id import is_call_id, new_call_id
from callinsight.domain.errors.sender import WrongBucketError
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.recording import upload_key
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.fakes.recordings import FakeRecordingStore
from tests.intake.arrivals import as_it_is, event_of
from tests.intake.stores import DistantCallStore

KEY = "uploads/crm/Anna & Bob.wav"


async def test_a_foreign_object_becomes_a_queued_call(
    world: Services, bucket: FakeRecordingStore
) -> None:
    stored = bucket.put(KEY, b"words", metadata={"team": "x"})
    call = await world.intake.accept(event_of(stored))
    assert call is not None
    assert is_call_id(call.call_id)
    assert call == await as_it_is(world, call)
    assert (call.status, call.attempt, call.lane) == (Status.QUEUED, 1, "live")
    assert (call.recording, call.file_name) == (stored, "Anna & Bob.wav")
    assert (call.metadata, call.size_bytes) == ({"team": "x"}, 5)


async def test_a_repeated_event_finds_the_same_call(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    event = event_of(bucket.put(KEY, b"words"))
    first = await world.intake.accept(event)
    assert first is not None
    assert await world.intake.accept(event) is None
    assert list(calls.records) == [first.call_id]
    calls.records.clear()  # a lost table is rebuilt under the same ids
    rebuilt = await world.intake.accept(event)
    assert rebuilt is not None
    assert rebuilt.call_id == first.call_id


async def test_concurrent_events_about_one_object_start_one_call(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    event = event_of(bucket.put(KEY, b"words"))
    started = await asyncio.gather(*(world.intake.accept(event) for _ in range(8)))
    assert sum(each is not None for each in started) == 1
    assert len(calls.records) == 1


async def test_another_version_of_a_foreign_object_is_another_call(
    world: Services, bucket: FakeRecordingStore
) -> None:
    monday, tuesday = bucket.put(KEY, b"monday"), bucket.put(KEY, b"tuesday")
    started = [await world.intake.accept(event_of(each)) for each in (tuesday, monday)]
    assert [call.recording for call in started if call] == [tuesday, monday]
    assert len({call.call_id for call in started if call}) == 2


async def test_a_key_of_ours_without_a_record_keeps_its_call_id(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call_id = new_call_id()
    call = await world.intake.accept(event_of(bucket.put(upload_key(call_id, "u1", "a.wav"), b"a")))
    assert call is not None
    assert (call.call_id, call.status) == (call_id, Status.QUEUED)


async def test_a_recording_that_is_gone_by_now_is_nothing(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    stored = bucket.put(KEY, b"words")
    await bucket.delete(stored)
    assert await world.intake.accept(event_of(stored)) is None
    assert not calls.records


@pytest.mark.parametrize(
    "key", ["uploads/", "uploads/crm/", "adhoc/01m83nqt4dhw33mgrc7463pa3d/call.wav"]
)
async def test_folder_markers_and_ad_hoc_files_start_nothing(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore, key: str
) -> None:
    assert await world.intake.accept(event_of(bucket.put(key, b""))) is None
    assert not calls.records


async def test_another_bucket_is_refused_before_it_is_looked_at(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    bucket.put(KEY, b"words")
    with pytest.raises(WrongBucketError):
        await world.intake.accept(RecordingUploaded("elsewhere", KEY))
    assert not calls.records
