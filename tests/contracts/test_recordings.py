"""What the recordings bucket does; links are tried as clients use them."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from callinsight.adapters.s3_recordings import S3RecordingStore
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import AccessDeniedError
from tests.contracts.announcements import announced_uploads
from tests.contracts.recordings import KEY, CutBody, a_stored, everything

pytestmark = pytest.mark.parametrize("server", ["ministack"], indirect=True)


async def test_a_broken_read_goes_on_where_it_stopped(
    recordings: S3RecordingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bytes(range(256)) * 12_000
    stored = await a_stored(recordings, tmp_path / "a", body)
    real = recordings._client.get_object
    ranges: list[str | None] = []
    cuts = [1_000_000, 2_500_000, 10_000_000]  # this server ignores Range beside a version

    def cutting(**request: Any) -> Any:
        ranges.append(request.get("Range"))
        answer = real(**request)
        return {**answer, "Body": CutBody(answer["Body"], cuts.pop(0))}

    monkeypatch.setattr(recordings._client, "get_object", cutting)
    assert await everything(recordings.stream(stored)) == body
    assert ranges == [None, "bytes=1000000-", "bytes=2500000-"]


async def test_a_resumed_read_takes_the_rest_from_a_server_that_honours_ranges(
    recordings: S3RecordingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bytes(range(256)) * 12_000
    stored = (await a_stored(recordings, tmp_path / "a", body)).model_copy(
        update={"version_id": None}
    )
    real = recordings._client.get_object
    cuts = [1_000_000, 1_000_000, 10_000_000]

    def cutting(**request: Any) -> Any:
        answer = real(**request)
        return {**answer, "Body": CutBody(answer["Body"], cuts.pop(0))}

    monkeypatch.setattr(recordings._client, "get_object", cutting)
    assert await everything(recordings.stream(stored)) == body
    assert not cuts


async def test_a_read_that_makes_no_progress_ends(
    recordings: S3RecordingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await a_stored(recordings, tmp_path / "a")
    waits: list[float] = []

    async def no_wait(seconds: float) -> None:
        waits.append(seconds)

    def refusing(**request: Any) -> Any:
        raise ServiceUnavailableError("down")

    monkeypatch.setattr(asyncio, "sleep", no_wait)
    monkeypatch.setattr(recordings._client, "get_object", refusing)
    with pytest.raises(ServiceUnavailableError):
        await everything(recordings.stream(stored))
    assert waits == sorted(waits)
    assert len(waits) == 5


@pytest.mark.parametrize(("asked", "seconds"), [(None, 900), (7200.5, 7200), (9e9, 604_800)])
async def test_a_link_plays_for_as_long_as_asked_and_a_week_at_most(
    recordings: S3RecordingStore, tmp_path: Path, asked: float | None, seconds: int
) -> None:
    stored = await a_stored(recordings, tmp_path / "a")
    url = await recordings.playback_url(stored, seconds=asked)
    told = httpx.URL(url).params
    expires = told.get("X-Amz-Expires") or int(told["Expires"]) - time.time()
    assert float(expires) == pytest.approx(seconds, abs=5)


async def test_a_put_link_uploads_once_with_the_signed_type(recordings: S3RecordingStore) -> None:
    link = await recordings.upload_link(KEY, content_type="audio/wav", form=False)
    assert (link.method, link.key) == ("PUT", KEY)
    wrong = httpx.put(link.url, content=b"x", headers={"Content-Type": "text/html"})
    assert wrong.status_code == 403
    assert httpx.put(link.url, content=b"abc", headers=link.headers).status_code == 200
    assert httpx.put(link.url, content=b"other", headers=link.headers).status_code == 412
    stored = await recordings.head(KEY)
    assert stored is not None
    assert await everything(recordings.stream(stored)) == b"abc"


async def test_a_form_uploads_and_bounds_the_size(recordings: S3RecordingStore) -> None:
    link = await recordings.upload_link(
        KEY, content_type="audio/wav", form=True, metadata={"profile-id": "sales"}
    )
    too_large = httpx.post(link.url, data=link.fields, files={"file": b"x" * 10_000_001})
    assert too_large.status_code == 400
    assert httpx.post(link.url, data=link.fields, files={"file": b"abc"}).is_success
    stored = await recordings.head(KEY)
    assert stored is not None
    assert (stored.content_type, stored.metadata) == ("audio/wav", {"profile-id": "sales"})


async def test_an_upload_is_announced_to_the_queue(
    recordings: S3RecordingStore, tmp_path: Path, server: Any
) -> None:
    stored = await a_stored(recordings, tmp_path / "a")
    suffix = recordings.bucket.removeprefix("recordings-")
    url = server.sqs.get_queue_url(QueueName=f"events-{suffix}")["QueueUrl"]
    (found,) = announced_uploads(server, url)
    assert (found.bucket, found.key, found.version_id) == (
        recordings.bucket,
        KEY,
        stored.version_id,
    )


async def test_a_playback_link_plays_the_version(
    recordings: S3RecordingStore, tmp_path: Path
) -> None:
    first = await a_stored(recordings, tmp_path / "a", b"first")
    await a_stored(recordings, tmp_path / "a", b"second")
    assert httpx.get(await recordings.playback_url(first)).content == b"first"


async def test_what_s3_keeps_is_not_called_deleted(
    recordings: S3RecordingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await a_stored(recordings, tmp_path / "a")
    refusal = {"Errors": [{"Key": stored.key, "Code": "AccessDenied"}]}
    monkeypatch.setattr(recordings._client, "delete_objects", lambda **_: refusal)
    with pytest.raises(AccessDeniedError, match=r"1 object.*AccessDenied"):
        await recordings.delete_all("uploads/")
