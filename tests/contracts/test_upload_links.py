"""Upload links of the API, used by clients at a real S3, up to the call that starts.

What a signature or a policy refuses is tried at ministack: moto checks neither.
"""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.s3_recordings import S3RecordingStore
from callinsight.api.app import create_app
from callinsight.domain.call import Call
from callinsight.domain.events import RecordingUploaded
from callinsight.services import Services, using
from tests.builders import fake_services

ODD = "../../../etc/pass wd+&?#%2F\u202e\u00e4\u65e5.wav"


@pytest.fixture
async def world(recordings: S3RecordingStore) -> AsyncGenerator[Services]:
    with using(fake_services(recordings=recordings)) as services:
        yield services


@pytest.fixture
async def client(world: Services) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http


async def _link(client: httpx.AsyncClient, call_id: str = "", **query: str) -> dict[str, Any]:
    call_id = call_id or (await client.post("/calls", json={})).json()["call_id"]
    query = {"fileName": "call.wav", **query}
    answer = await client.get(f"/calls/{call_id}/upload-url", params=query)
    assert answer.status_code == 200
    return {"call_id": call_id, **answer.json()}


def _put(link: dict[str, Any], body: bytes = b"words") -> int:
    return httpx.put(link["url"], content=body, headers=link["headers"]).status_code


def _post(link: dict[str, Any], body: bytes = b"words") -> int:
    return httpx.post(link["url"], data=link["fields"], files={"file": body}).status_code


async def _arrived(world: Services, link: dict[str, Any], version: str | None = None) -> Call:
    """The call after the event about an object under the link's key."""
    event = RecordingUploaded(world.recordings.bucket, link["key"], version_id=version)
    await world.intake.accept(event)
    return await world.reruns.existing(link["call_id"])


@pytest.mark.parametrize("server", ["ministack", "moto"], indirect=True)
async def test_a_link_works_for_fifteen_minutes_at_most(client: httpx.AsyncClient) -> None:
    put, form = await _link(client), await _link(client, method="post")
    most = datetime.now(UTC) + timedelta(minutes=15, seconds=1)
    assert int(httpx.URL(put["url"]).params["X-Amz-Expires"]) <= 900
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    assert datetime.fromisoformat(policy["expiration"]) <= most
    assert datetime.fromisoformat(put["expires_at"]) <= most
    assert datetime.fromisoformat(form["expires_at"]) <= most


@pytest.mark.parametrize("server", ["ministack"], indirect=True)
async def test_a_link_that_has_expired_uploads_nothing(
    client: httpx.AsyncClient, world: Services, server: AwsClients
) -> None:
    world.recordings = S3RecordingStore(
        server, world.recordings.bucket, link_seconds=1, max_bytes=1000
    )
    links = [await _link(client), await _link(client, method="post")]
    await asyncio.sleep(2.1)
    assert (_put(links[0]), _post(links[1])) == (403, 403)


@pytest.mark.parametrize("server", ["ministack"], indirect=True)
async def test_any_file_name_is_uploaded_under_a_safe_key_and_shown_as_given(
    client: httpx.AsyncClient, world: Services
) -> None:
    for method, upload in (("put", _put), ("post", _post)):
        for name in (ODD, "x" * 1000 + ".wav"):
            link = await _link(client, fileName=name, method=method)
            assert upload(link) in {200, 204}
            call = await _arrived(world, link)
            assert (call.status, call.file_name) == ("Queued", name)
            assert link["key"].startswith(f"uploads/{call.call_id}/")
            assert link["key"].isascii()
            assert ".." not in link["key"]


@pytest.mark.parametrize("server", ["moto"], indirect=True)
async def test_a_second_put_of_a_link_is_refused(
    client: httpx.AsyncClient, world: Services
) -> None:
    link = await _link(client)
    assert (_put(link), _put(link, b"other words")) == (200, 412)
    call = await _arrived(world, link)
    assert call.recording is not None
    assert call.recording.size_bytes == len(b"words")


@pytest.mark.parametrize("server", ["ministack"], indirect=True)
async def test_a_second_post_of_a_form_is_kept_as_a_version_and_ignored(
    client: httpx.AsyncClient, world: Services
) -> None:
    link = await _link(client, method="post")
    assert _post(link) == 204
    started = await _arrived(world, link)
    assert _post(link, b"other words") == 204
    again = await _arrived(world, link)
    assert started.recording is not None
    assert (again.recording, again.attempt) == (started.recording, 1)
    assert len(again.ignored_versions) == 1
    ignored = await world.recordings.head(link["key"], version_id=again.ignored_versions[0])
    assert ignored is not None
    assert ignored.size_bytes == len(b"other words")


@pytest.mark.parametrize("server", ["ministack"], indirect=True)
async def test_a_form_takes_neither_another_type_nor_more_bytes_than_announced(
    client: httpx.AsyncClient,
) -> None:
    link = await _link(client, method="post", sizeBytes="5")
    assert _post(link, b"longer words") == 400
    other = {**link, "fields": {**link["fields"], "Content-Type": "text/html"}}
    assert _post(other) == 403
    assert _post(link) == 204


@pytest.mark.parametrize("server", ["ministack", "moto"], indirect=True)
async def test_of_what_is_said_about_a_call_the_later_word_wins(
    client: httpx.AsyncClient, world: Services, server: AwsClients
) -> None:
    said = dict.fromkeys(("first", "second", "third"), "create")
    call_id = (await client.post("/calls", json={"metadata": said})).json()["call_id"]
    words = json.dumps({"second": "link", "third": "link", "fourth": "link"})
    link = await _link(client, call_id, metadata=words)
    server.s3.put_object(
        Bucket=world.recordings.bucket,
        Key=link["key"],
        Body=b"words",
        Metadata={"third": "object", "fifth": "object"},
    )
    call = await _arrived(world, link)
    assert call.metadata == {
        "first": "create",
        "second": "link",
        "third": "object",
        "fourth": "link",
        "fifth": "object",
    }
