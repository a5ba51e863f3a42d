"""`callinsight import`."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import cast

import pytest

from callinsight.domain.call import Call, Failure
from callinsight.domain.call_id import imported_call_id, is_call_id
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import AccessDeniedError
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.recording import RecordingObject
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from callinsight.domain.uploads import expired
from callinsight.importing import ImportedFile, Outcome
from callinsight.services import Services, using
from tests.builders import NOON, TestClock, a_profile, fake_services
from tests.cli.conftest import Command
from tests.fakes.calls import FakeCallStore
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore


class CountingBucket(FakeRecordingStore):
    """A bucket that counts uploads, and breaks when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.uploads = self.open = self.most = 0
        self.breaks: Exception | None = None

    async def put_file(self, key: str, path: Path, content_type: str) -> RecordingObject:
        if self.breaks is not None:
            raise self.breaks
        self.uploads += 1
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0.001)
        self.open -= 1
        return await super().put_file(key, path, content_type)


@pytest.fixture
def bucket() -> CountingBucket:
    return CountingBucket()


@pytest.fixture
def world(bucket: CountingBucket) -> Generator[Services]:
    profiles = FakeProfileStore(a_profile(), a_profile("sales"))
    services = fake_services(recordings=bucket, clock=TestClock(), profile_store=profiles)
    with using(services) as world:
        yield world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three recordings, one of them twice, and two files that are none."""
    folder = tmp_path / "calls"
    (folder / "deep" / "er").mkdir(parents=True)
    for name, body in {
        "a.wav": b"first",
        "deep/b.MP3": b"second",
        "deep/er/c.ogg": b"third",
        "deep/er/again.wav": b"first",
        "notes.txt": b"hello",
        "deep/.hidden.wav": b"resource fork",
    }.items():
        (folder / name).write_bytes(body)
    return folder


def calls_of(world: Services) -> list[Call]:
    records = cast("FakeCallStore", world.calls).records
    return [Call.model_validate(record) for record in records.values()]


async def arrive(world: Services) -> None:
    """Their events come."""
    bucket = cast("CountingBucket", world.recordings)
    for key in list(bucket.versions):
        await world.intake.accept(RecordingUploaded(bucket.bucket, key))


def test_a_folders_recordings_become_backfill_calls_and_the_rest_is_named(
    callinsight: Command, world: Services, folder: Path
) -> None:
    answer = callinsight("import", folder, "--profile", "sales")
    assert answer.code == 0
    assert "3 imported, 1 already there, 0 failed.\n" in answer.out
    assert (
        "Left out, because they are no recordings (2): deep/.hidden.wav, notes.txt.\n" in answer.out
    )
    assert "4 of 4 files" in answer.err
    asyncio.run(arrive(world))
    calls = calls_of(world)
    assert {call.status for call in calls} == {Status.QUEUED}
    assert {(call.priority, call.lane, call.profile_id) for call in calls} == {
        ("backfill", "backfill", "sales")
    }
    assert {call.file_name for call in calls} <= {"a.wav", "again.wav", "b.MP3", "c.ogg"}
    assert all(call.recording and call.recording.key == call.upload_key for call in calls)


def test_a_second_import_uploads_nothing_wherever_the_files_lie_now(
    callinsight: Command, world: Services, folder: Path, bucket: CountingBucket
) -> None:
    callinsight("import", folder)
    asyncio.run(arrive(world))
    moved = folder.rename(folder.parent / "elsewhere")
    (moved / "a.wav").rename(moved / "renamed.wav")
    answer = callinsight("import", moved)
    assert (answer.code, bucket.uploads) == (0, 3)
    assert "0 imported, 4 already there, 0 failed." in answer.out
    assert len(calls_of(world)) == 3


def test_another_profile_is_another_import(
    callinsight: Command, world: Services, folder: Path
) -> None:
    callinsight("import", folder)
    assert "3 imported" in callinsight("import", folder, "--profile", "sales").out
    assert len(calls_of(world)) == 6


def test_what_an_interrupted_import_left_half_done_is_finished_once(
    callinsight: Command, world: Services, folder: Path, bucket: CountingBucket
) -> None:
    bucket.breaks = ServiceUnavailableError("The bucket does not answer.")  # records, no objects
    broken = callinsight("import", folder)
    assert broken.code == 1
    # Of the two equal files either one may come first, so the one that stands alone is looked for.
    assert "b.MP3: The bucket does not answer. (service_unavailable)" in broken.out
    assert {call.status for call in calls_of(world)} == {Status.UPLOADING}
    bucket.breaks = None
    assert "3 imported" in callinsight("import", folder).out
    before_events = callinsight("import", folder)  # objects, whose events are not there yet
    assert "0 imported, 4 already there" in before_events.out
    asyncio.run(arrive(world))
    assert (bucket.uploads, len(calls_of(world))) == (3, 3)
    assert {call.attempt for call in calls_of(world)} == {1}


def test_an_upload_that_expired_is_made_up_for_and_starts_the_call(
    callinsight: Command, world: Services, folder: Path, bucket: CountingBucket
) -> None:
    bucket.breaks = ServiceUnavailableError("The bucket does not answer.")
    callinsight("import", folder)
    bucket.breaks = None
    for call in calls_of(world):
        asyncio.run(world.calls.apply(expired(call, NOON)))
    assert {call.status for call in calls_of(world)} == {Status.FAILED}
    assert "3 imported" in callinsight("import", folder).out
    asyncio.run(arrive(world))
    assert {call.status for call in calls_of(world)} == {Status.QUEUED}


def test_failed_and_erased_calls_are_told_and_not_started_again(
    callinsight: Command, world: Services, folder: Path, bucket: CountingBucket
) -> None:
    callinsight("import", folder)
    asyncio.run(arrive(world))
    first, second, _ = calls_of(world)
    failure = Failure(code="recording_silent", message="Nobody is heard.", retryable=False, hint="")
    asyncio.run(
        world.calls.apply(change(first, NOON, status=Status.FAILED, lane=None, failure=failure))
    )
    asyncio.run(world.calls.apply(tombstone(second, NOON)))
    answer = callinsight("import", folder)
    assert answer.code == 1
    assert f"Call {first.call_id} failed: Nobody is heard. (recording_silent)" in answer.out
    assert "The call was erased; it is not imported again." in answer.out
    assert bucket.uploads == 3


def test_files_that_cannot_be_recordings_fail_alone(
    callinsight: Command, world: Services, folder: Path
) -> None:
    (folder / "empty.wav").touch()
    with (folder / "huge.wav").open("wb") as huge:
        huge.truncate(world.settings.max_recording_bytes + 1)
    answer = callinsight("import", folder)
    assert answer.code == 1
    assert "3 imported, 1 already there, 2 failed." in answer.out
    assert "empty.wav: The file is empty. (recording_empty)" in answer.out
    assert "huge.wav: The recording is larger than this deployment accepts." in answer.out


def test_a_few_files_travel_at_once_never_more(
    callinsight: Command, world: Services, tmp_path: Path, bucket: CountingBucket
) -> None:
    for number in range(40):
        (tmp_path / f"{number}.wav").write_bytes(str(number).encode())
    answer = callinsight("import", tmp_path, "--at-once", "3")
    assert (answer.code, bucket.uploads, bucket.most) == (0, 40, 3)
    assert answer.err.splitlines() == [f"{4 * tenth} of 40 files" for tenth in range(1, 11)]


def test_what_would_go_wrong_with_every_file_is_told_once(
    callinsight: Command, world: Services, folder: Path, bucket: CountingBucket
) -> None:
    bucket.breaks = AccessDeniedError("The bucket may not be written.")
    answer = callinsight("import", folder)
    assert answer.code == 1
    assert answer.err.count("Error:") == 1
    assert "Error: The bucket may not be written." in answer.err


def test_a_folder_that_is_none_is_wrong_usage_and_an_empty_one_is_done(
    callinsight: Command, world: Services, tmp_path: Path
) -> None:
    answer = callinsight("import", tmp_path / "nowhere")
    assert answer.code == 2
    assert "there is no folder" in answer.told
    (tmp_path / "bare").mkdir()
    assert callinsight("import", tmp_path / "bare").out == (
        "0 imported, 0 already there, 0 failed.\n"
    )


def test_an_imported_call_id_depends_on_bytes_and_profile_alone() -> None:
    ids = {
        imported_call_id(b"\1" * 32, 5, None),
        imported_call_id(b"\2" * 32, 5, None),
        imported_call_id(b"\1" * 32, 6, None),
        imported_call_id(b"\1" * 32, 5, "sales"),
    }
    assert len(ids) == 4
    assert all(is_call_id(call_id) for call_id in ids)
    assert imported_call_id(b"\1" * 32, 5, None) in ids


def test_an_import_that_is_stopped_says_how_far_it_came_and_how_to_go_on(
    callinsight: Command, world: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stopped(*_: object, **__: object) -> AsyncGenerator[ImportedFile]:
        yield ImportedFile(folder / "a.wav", Outcome.IMPORTED)
        raise KeyboardInterrupt

    monkeypatch.setattr("callinsight.importing.import_files", stopped)
    answer = callinsight("import", folder)
    assert answer.code == 1
    assert "Stopped after 1 of 4 files; start it again to go on.\n" in answer.err


def test_a_terminal_shows_a_bar(
    callinsight: Command, world: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    answer = callinsight("import", folder)
    assert answer.code == 0
    assert "Importing" in answer.err
    assert "4/4" in answer.err
    assert "of 4 files" not in answer.err


def test_ready_transcripts_are_imported_like_recordings(
    callinsight: Command, world: Services, tmp_path: Path
) -> None:
    (tmp_path / "call.JSON").write_text("{}")
    assert "1 imported, 0 already there" in callinsight("import", tmp_path).out
    assert [call.file_name for call in calls_of(world)] == ["call.JSON"]


def test_an_unknown_profile_stops_before_anything_is_sent(
    callinsight: Command, world: Services, folder: Path, bucket: CountingBucket
) -> None:
    answer = callinsight("import", folder, "--profile", "nosuch")
    assert (answer.code, bucket.uploads, calls_of(world)) == (2, 0, [])
    assert "there are: default, sales" in answer.told
