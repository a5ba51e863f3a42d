"""Calls from a local file: the caller has each first, a dispatcher only if the caller died."""

from pathlib import Path

import pytest

from callinsight.adhoc import accept_file
from callinsight.domain.errors.profile import ProfileNotFoundError
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.domain.status import Status
from callinsight.domain.uploads import ADHOC_GRACE
from callinsight.services import Services, using
from tests.builders import TestClock, a_profile, fake_services, settings
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.profiles import FakeProfileStore
from tests.intake.arrivals import as_it_is, event_of
from tests.intake.stores import DistantBucket, DistantCallStore


async def test_a_file_becomes_a_queued_call_under_a_key_that_is_not_announced(
    world: Services, bucket: DistantBucket, recording_file: Path
) -> None:
    call = await accept_file(recording_file, profile_id="sales")
    assert await as_it_is(world, call) == call
    assert (call.status, call.attempt, call.profile_id) == (Status.QUEUED, 1, "sales")
    assert (call.file_name, call.content_type) == ("call.wav", "audio/wav")
    assert list(bucket.versions) == [f"adhoc/{call.call_id}/call.wav"]
    assert call.recording == await bucket.head(f"adhoc/{call.call_id}/call.wav")
    assert [key async for key in bucket.list_uploads()] == []
    (line,) = await world.audit.of_call(call.call_id)
    assert (line.kind, line.action) == ("command", "call.create")


async def test_even_if_its_upload_is_announced_it_stays_one_call(
    world: Services, calls: DistantCallStore, recording_file: Path
) -> None:
    call = await accept_file(recording_file)
    assert call.recording is not None
    assert await world.intake.accept(event_of(call.recording)) is None
    assert await world.intake.reconcile() == 0
    assert list(calls.records) == [call.call_id]


async def test_a_dispatcher_takes_the_call_after_fifteen_minutes(
    world: Services, clock: TestClock, runs: FakeFlowRuns, recording_file: Path
) -> None:
    call = await accept_file(recording_file)
    assert call.due_at is not None
    assert call.due_at - call.created_at == ADHOC_GRACE
    clock.advance(minutes=14, seconds=59)
    await world.dispatcher.tick()
    assert not runs.runs
    clock.advance(seconds=2)
    await world.dispatcher.tick()
    assert [run.call_id for run in runs.runs.values()] == [call.call_id]


async def test_two_calls_of_one_file_share_nothing(
    world: Services, bucket: DistantBucket, recording_file: Path
) -> None:
    first, second = await accept_file(str(recording_file)), await accept_file(recording_file)
    assert first.call_id != second.call_id
    assert len(bucket.versions) == 2


@pytest.mark.parametrize("name", ["missing.wav", ""])
async def test_a_path_that_is_no_file_is_refused(
    world: Services, calls: DistantCallStore, tmp_path: Path, name: str
) -> None:
    with pytest.raises(RecordingMissingError) as refusal:
        await accept_file(tmp_path / name)
    assert str(tmp_path) not in str(refusal.value)
    assert not calls.records


async def test_an_unknown_profile_falls_back_and_the_call_says_so(
    world: Services, recording_file: Path
) -> None:
    call = await accept_file(recording_file, profile_id="gone")
    assert (call.profile_id, call.profile_fallback_from) == ("default", "gone")


async def test_without_fallback_an_unknown_profile_is_refused_before_anything_is_stored(
    recording_file: Path,
) -> None:
    bucket, calls = DistantBucket(), DistantCallStore()
    without_fallback = fake_services(
        settings=settings(profile_fallback=False),
        profile_store=FakeProfileStore(a_profile()),
        recordings=bucket,
        calls=calls,
    )
    with using(without_fallback), pytest.raises(ProfileNotFoundError):
        await accept_file(recording_file, profile_id="gone")
    assert (bucket.versions, calls.records) == ({}, {})
