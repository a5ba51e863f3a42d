"""Upload links."""

import json

import httpx
import pytest

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.s3_recordings import S3RecordingStore
from callinsight.domain.call_id import new_call_id
from callinsight.domain.recording import call_id_in
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import a_call_with_audio


async def _new_call(client: httpx.AsyncClient, **fields: str) -> str:
    call_id: str = (await client.post("/calls", json=fields)).json()["call_id"]
    return call_id


async def test_a_link_belongs_to_its_call_and_sets_it_uploading(
    client: httpx.AsyncClient, services: Services
) -> None:
    call_id = await _new_call(client)
    link = (await client.get(f"/calls/{call_id}/upload-url", params={"fileName": "a.aac"})).json()
    assert (link["method"], call_id_in(link["key"])) == ("PUT", call_id)
    call = await services.calls.get(call_id)
    assert call is not None
    assert (call.status, call.upload_key, call.file_name) == (
        Status.UPLOADING,
        link["key"],
        "a.aac",
    )


async def test_two_links_for_one_name_never_collide(client: httpx.AsyncClient) -> None:
    call_id = await _new_call(client)
    keys = {
        (await client.get(f"/calls/{call_id}/upload-url?fileName=a.wav")).json()["key"]
        for _ in range(3)
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    "name", ["a b.wav", "ä+&.m4a", "../../etc/passwd", "x" * 1000 + ".wav", "\u202egpj.exe", " "]
)
async def test_any_file_name_is_safe_and_kept_as_given(
    client: httpx.AsyncClient, services: Services, name: str
) -> None:
    call_id = await _new_call(client)
    answer = await client.get(f"/calls/{call_id}/upload-url", params={"fileName": name})
    assert answer.status_code == 200
    assert call_id_in(answer.json()["key"]) == call_id
    shown = (await client.get(f"/calls/{call_id}")).json()
    assert shown["file_name"] == name


async def test_a_form_is_given_on_request(client: httpx.AsyncClient) -> None:
    call_id = await _new_call(client)
    answer = await client.get(f"/calls/{call_id}/upload-url?fileName=a.wav&method=post")
    assert answer.json()["method"] == "POST"


@pytest.mark.parametrize("method", ["put", "post"])
async def test_no_link_is_given_for_more_bytes_than_a_recording_may_have(
    client: httpx.AsyncClient, services: Services, method: str
) -> None:
    most = services.settings.max_recording_bytes
    url = f"/calls/{await _new_call(client)}/upload-url?fileName=a.wav&method={method}"
    assert (await client.get(f"{url}&sizeBytes={most}")).status_code == 200
    for size in (most + 1, 10**13):
        answer = await client.get(f"{url}&sizeBytes={size}")
        assert (answer.status_code, answer.json()["field"]) == (422, "sizeBytes")


@pytest.mark.parametrize(
    "given", ["audio/webm", "audio/webm;codecs=opus", 'audio/webm ; codecs="opus, vorbis"']
)
async def test_the_content_type_is_signed_without_its_parameters(
    client: httpx.AsyncClient, services: Services, given: str
) -> None:
    """A browser's MediaRecorder names its codecs, too."""
    services.recordings = S3RecordingStore(
        AwsClients(), "recordings", link_seconds=900, max_bytes=1000
    )
    url = f"/calls/{await _new_call(client)}/upload-url"
    query = {"fileName": "a", "contentType": given}
    put = (await client.get(url, params=query)).json()
    form = (await client.get(url, params={**query, "method": "post"})).json()
    assert put["headers"]["Content-Type"] == form["fields"]["Content-Type"] == "audio/webm"


@pytest.mark.parametrize("given", ["audio", ";codecs=opus", "audio/\nwebm", "áudio/webm", "a b/c"])
async def test_what_is_no_content_type_is_refused(client: httpx.AsyncClient, given: str) -> None:
    url = f"/calls/{await _new_call(client)}/upload-url"
    answer = await client.get(url, params={"fileName": "a.wav", "contentType": given})
    assert (answer.status_code, answer.json()["field"]) == (422, "contentType")


async def test_an_accepted_recording_is_only_replaced_on_purpose(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await a_call_with_audio(services)
    url = f"/calls/{call.call_id}/upload-url?fileName=b.wav"
    refused = await client.get(url)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert (await client.get(f"{url}&replace=true")).status_code == 200
    kept = await services.calls.get(call.call_id)
    assert kept is not None
    assert (kept.status, kept.recording) == (Status.QUEUED, call.recording)


async def test_a_link_for_nothing_is_a_404_and_without_a_name_a_422(
    client: httpx.AsyncClient,
) -> None:
    missing = await client.get(f"/calls/{new_call_id()}/upload-url?fileName=a.wav")
    assert missing.status_code == 404
    call_id = await _new_call(client)
    nameless = await client.get(f"/calls/{call_id}/upload-url")
    assert (nameless.status_code, nameless.json()["field"]) == (422, "fileName")


async def test_what_is_said_with_a_link_is_merged_into_the_calls_metadata(
    client: httpx.AsyncClient,
) -> None:
    said = {"metadata": {"agent": "A", "team": "x"}}
    call_id = (await client.post("/calls", json=said)).json()["call_id"]
    query = {"fileName": "a.wav", "metadata": '{"agent": "B", "customer": "C"}'}
    await client.get(f"/calls/{call_id}/upload-url", params=query)
    shown = (await client.get(f"/calls/{call_id}")).json()
    assert shown["metadata"] == {"agent": "B", "team": "x", "customer": "C"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"a b": "1"}', '{"a": 1}', '{"a": null}', '{"a": "\\ud800"}'),
        *(json.dumps(said) for said in ({f"n{n}": "" for n in range(51)}, {"a": "x" * 1025})),
    ],
)
async def test_metadata_that_is_none_is_refused_by_its_name_alone(
    client: httpx.AsyncClient, text: str
) -> None:
    call_id = await _new_call(client)
    query = {"fileName": "a.wav", "metadata": text}
    answer = await client.get(f"/calls/{call_id}/upload-url", params=query)
    assert (answer.status_code, answer.json()["field"]) == (422, "metadata")


async def test_more_names_than_a_call_may_have_are_refused(client: httpx.AsyncClient) -> None:
    said = {"metadata": {f"n{n}": "" for n in range(50)}}
    call_id = (await client.post("/calls", json=said)).json()["call_id"]
    query = {"fileName": "a.wav", "metadata": '{"one-more": ""}'}
    answer = await client.get(f"/calls/{call_id}/upload-url", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "metadata_too_much")
