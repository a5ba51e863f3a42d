"""Reconciling: the bucket tells what was lost."""

from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.deployment import AccessDeniedError
from callinsight.domain.status import Status
from callinsight.ports.calls import CallQuery
from callinsight.services import Services
from tests.builders import a_profile, fake_services, settings
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.intake.arrivals import an_expecting_call, as_it_is, event_of, uploaded, written
from tests.intake.stores import DistantBucket, DistantCallStore


async def test_exactly_the_recordings_that_no_call_knows_are_started(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    known = await an_expecting_call(world)
    foreign = bucket.put("uploads/known.wav", b"a")
    for stored in (uploaded(bucket, known), foreign):
        await world.intake.accept(event_of(stored))
    before = dict(calls.records)
    waiting = await an_expecting_call(world)
    lost = [uploaded(bucket, waiting), bucket.put("uploads/lost.wav", b"a")]
    bucket.put("uploads/folder/", b"")
    bucket.put("adhoc/01m83nqt4dhw33mgrc7463pa3d/call.wav", b"a")

    assert await world.intake.reconcile() == 2

    new = {call_id: calls.records[call_id] for call_id in calls.records.keys() - before.keys()}
    assert [record["status"] for record in new.values()] == ["Queued", "Queued"]
    assert {record["recording"]["key"] for record in new.values()} == {each.key for each in lost}
    assert {call_id: calls.records[call_id] for call_id in before} == before
    assert await world.intake.reconcile() == 0


async def test_a_lost_table_is_made_good_from_the_bucket(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    call = await an_expecting_call(world)
    stored = [uploaded(bucket, call), bucket.put("uploads/foreign.wav", b"a")]
    ids = {
        started.call_id for each in stored if (started := await world.intake.accept(event_of(each)))
    }
    calls.records.clear()
    assert await world.intake.reconcile() == 2
    assert set(calls.records) == ids
    assert (await as_it_is(world, call)).status is Status.QUEUED


async def test_a_call_that_no_profile_serves_is_not_counted_as_started() -> None:
    world = fake_services(
        settings=settings(profile_fallback=False, default_profile_id="missing"),
        profile_store=FakeProfileStore(a_profile()),
    )
    bucket = world.recordings
    assert isinstance(bucket, FakeRecordingStore)
    bucket.put("uploads/a.wav", b"a")
    assert await world.intake.reconcile() == 0
    (refused,) = (await world.calls.list_calls(CallQuery())).calls
    assert refused.failure is not None
    assert refused.failure.code == "profile_not_found"


async def test_what_is_left_of_an_erased_call_is_deleted(
    world: Services, bucket: FakeRecordingStore
) -> None:
    call = await an_expecting_call(world)
    uploaded(bucket, call)
    await written(world, tombstone(call, world.clock()))
    assert await world.intake.reconcile() == 0
    assert not bucket.versions


async def test_of_several_uploads_to_a_lost_call_the_newest_counts(
    world: Services, bucket: FakeRecordingStore, calls: DistantCallStore
) -> None:
    call = await an_expecting_call(world)
    prefix = f"uploads/{call.call_id}"
    for upload in ("u1", "u2", "u3"):
        bucket.put(f"{prefix}/{upload}/call.wav", upload.encode())
    calls.records.clear()
    assert await world.intake.reconcile() == 1
    rebuilt = await as_it_is(world, call)
    assert rebuilt.recording is not None
    assert rebuilt.recording.key == f"{prefix}/u3/call.wav"


async def test_a_recording_that_cannot_be_looked_at_leaves_the_others_alone(
    world: Services, bucket: DistantBucket
) -> None:
    for name in "abc":
        bucket.put(f"uploads/{name}.wav", b"a")
    bucket.errors["uploads/b.wav"] = AccessDeniedError("no")
    assert await world.intake.reconcile() == 2
