"""What every store of recordings does, whatever is behind it."""

from pathlib import Path

import pytest

from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.ports.recordings import RecordingStore
from tests.contracts.recordings import KEY, a_stored, everything

pytestmark = pytest.mark.parametrize("server", ["fake", "ministack"], indirect=True)


async def test_a_stored_file_is_headed_and_streamed(
    recordings: RecordingStore, tmp_path: Path
) -> None:
    body = bytes(range(256)) * 10_000
    stored = await a_stored(recordings, tmp_path / "a", body)
    assert (stored.size_bytes, stored.content_type) == (len(body), "audio/wav")
    assert stored.version_id is not None
    assert await recordings.head(KEY) == stored
    assert await everything(recordings.stream(stored)) == body
    async with recordings.local_copy(stored) as copy:
        assert copy.read_bytes() == body
    assert not copy.exists()


async def test_a_missing_object_is_none_but_a_missing_bucket_is_an_error(
    recordings: RecordingStore,
) -> None:
    assert await recordings.head("uploads/nothing") is None
    with pytest.raises(ResourceMissingError):
        await recordings.head("uploads/nothing", bucket="no-such-bucket-anywhere")


async def test_exactly_the_version_that_was_seen_is_read(
    recordings: RecordingStore, tmp_path: Path
) -> None:
    first = await a_stored(recordings, tmp_path / "a", b"first")
    await a_stored(recordings, tmp_path / "a", b"second")
    assert await everything(recordings.stream(first)) == b"first"
    unversioned = first.model_copy(update={"version_id": None})
    with pytest.raises(RecordingMissingError):
        await everything(recordings.stream(unversioned))
    await recordings.delete(first)
    with pytest.raises(RecordingMissingError):
        await everything(recordings.stream(first))


async def test_uploads_are_listed_and_deleted_with_all_versions(
    recordings: RecordingStore, tmp_path: Path
) -> None:
    await a_stored(recordings, tmp_path / "a", b"1")
    await a_stored(recordings, tmp_path / "a", b"2")
    await recordings.put_file("adhoc/x/a.wav", tmp_path / "a", "audio/wav")
    assert [key async for key in recordings.list_uploads()] == [KEY]
    assert await recordings.delete_all(KEY.rpartition("/")[0] + "/") == 2
    assert await recordings.head(KEY) is None
    assert await recordings.head("adhoc/x/a.wav") is not None


async def test_a_foreign_key_is_another_calls_too_so_only_the_version_is_deleted(
    recordings: RecordingStore, tmp_path: Path
) -> None:
    """Two uploads to one foreign key are two calls; a key of ours belongs to one."""
    for key, left in (("uploads/daily.wav", True), (KEY, False)):
        (tmp_path / "a").write_bytes(b"monday")
        first = await recordings.put_file(key, tmp_path / "a", "audio/wav")
        (tmp_path / "a").write_bytes(b"tuesday")
        second = await recordings.put_file(key, tmp_path / "a", "audio/wav")
        await recordings.delete(first)
        assert (await recordings.head(key) == second) is left
        with pytest.raises(RecordingMissingError):
            await everything(recordings.stream(first))
