"""Erasing a call, while everything else goes on."""

from datetime import timedelta

from callinsight.domain.call import Call
from callinsight.domain.dispatch import RunState
from callinsight.domain.erasure import tombstone
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.golden import GoldenLabel
from callinsight.domain.recording import upload_key
from callinsight.domain.uploads import url_issued
from callinsight.steps.artifact_keys import artifact_key
from tests.builders import a_run
from tests.fakes.artifacts import FakeArtifactStore
from tests.protocol.world import World
from tests.steps.conftest import run_once


async def _erase(world: World, call: Call) -> None:
    await world.services.calls.apply(tombstone(await world.now(call), world.clock()))


async def _completed_call(world: World) -> Call:
    call = await world.a_call()
    await run_once(world.services, call.call_id, a_run(call))
    return call


def _objects(world: World) -> int:
    assert isinstance(world.services.artifacts, FakeArtifactStore)
    return len(world.services.artifacts.objects) + len(world.bucket.versions)


async def test_an_erased_call_loses_recording_artifacts_runs_and_record(world: World) -> None:
    call = await world.a_call()
    run_id = await world.dispatch(call)
    await run_once(world.services, call.call_id, world.run_identity(run_id))
    world.runs.set(run_id, RunState.COMPLETED)
    assert _objects(world) > 1
    await _erase(world, call)
    await world.services.erasing.go_on(await world.now(call))
    assert (_objects(world), world.runs.runs) == (0, {})
    seen = await world.now(call)
    assert (seen.file_name, seen.transcript, seen.analysis, seen.erasure) == (
        None,
        None,
        None,
        "deleted",
    )


async def test_what_comes_after_the_first_deletion_is_deleted_by_the_second(
    world: World,
) -> None:
    call = await _completed_call(world)
    await _erase(world, call)
    await world.services.erasing.go_on(await world.now(call))
    late = artifact_key(call.call_id, "transcribe", "late", "answer")
    await world.services.artifacts.put(late, b"an answer that was on its way")
    world.clock.advance(hours=2)
    await world.services.erasing.go_on(await world.now(call))
    assert (_objects(world), (await world.now(call)).erasure) == (0, "done")


async def test_the_second_deletion_waits_for_the_last_upload_link(world: World) -> None:
    call = await _completed_call(world)
    expires_at = world.clock() + timedelta(hours=5)
    await world.services.calls.apply(
        url_issued(
            await world.now(call),
            world.clock(),
            key=upload_key(call.call_id, "u9", "late.wav"),
            file_name="late.wav",
            expires_at=expires_at,
        )
    )
    await _erase(world, call)
    await world.services.erasing.go_on(await world.now(call))
    seen = await world.now(call)
    assert seen.due_at is not None
    assert seen.due_at > expires_at


async def test_a_recording_uploaded_after_the_erasure_is_deleted(world: World) -> None:
    call = await _completed_call(world)
    await _erase(world, call)
    for _ in range(2):
        await world.services.erasing.go_on(await world.now(call))
        world.clock.advance(hours=2)
    assert (await world.now(call)).erasure == "done"
    key = upload_key(call.call_id, "u1", "call.wav")
    world.bucket.put(key, b"once more")
    assert await world.services.intake.accept(RecordingUploaded("recordings", key)) is None
    assert not world.bucket.versions
    assert (await world.now(call)).erasure == "done"


async def test_a_foreign_recording_is_erased_by_its_own_key(world: World) -> None:
    world.bucket.put("uploads/dropped by hand.wav", b"abc")
    call = await world.services.intake.accept(
        RecordingUploaded("recordings", "uploads/dropped by hand.wav")
    )
    assert call is not None
    await _erase(world, call)
    await world.services.erasing.go_on(await world.now(call))
    assert not world.bucket.versions
    assert await world.services.intake.reconcile() == 0


async def test_an_erasure_is_not_done_while_prefect_keeps_runs(world: World) -> None:
    call = await world.a_call()
    await world.dispatch(call)
    await _erase(world, call)
    world.runs.is_away = True
    await world.services.erasing.go_on(await world.now(call))
    assert _objects(world) == 0
    world.clock.advance(hours=2)
    await world.services.erasing.go_on(await world.now(call))
    assert (await world.now(call)).erasure == "deleted"
    world.runs.is_away = False
    await world.services.erasing.go_on(await world.now(call))
    assert (await world.now(call)).erasure == "done"


async def test_an_erased_call_leaves_nothing_in_the_golden_set(world: World) -> None:
    call = await _completed_call(world)
    label = GoldenLabel(
        call_id=call.call_id,
        profile_id="default",
        transcript_sha256="t",
        pointer="/summary",
        expected="what somebody said",
        author="ann",
        reason="heard it",
        at=world.clock(),
    )
    await world.services.golden_store.put_label(label)
    await _erase(world, call)
    await world.services.erasing.go_on(await world.now(call))
    assert await world.services.golden_store.list_labels() == []


async def test_the_export_of_its_day_goes_with_an_erased_call(world: World) -> None:
    call = await _completed_call(world)
    day = (call.came_in_at or call.created_at).date()
    own, other = (
        f"exports/calls/day={each.isoformat()}/part-0.parquet" for each in (day, day - timedelta(1))
    )
    for key in (own, other):
        await world.services.artifacts.put(key, b"rows")
    await _erase(world, call)
    await world.services.erasing.go_on(await world.now(call))
    assert await world.services.artifacts.get(own) is None
    assert await world.services.artifacts.get(other) == b"rows"
