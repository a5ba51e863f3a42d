"""The words and the sound of a call, over HTTP."""

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.domain.access import Scope
from callinsight.services import Services, using
from tests.api.credentials import a_key, bearing, calling, guarded_services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import run_once


@pytest.fixture
async def call_id(services: Services) -> str:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    return call.call_id


async def test_the_transcript_comes_with_every_word(
    client: httpx.AsyncClient, call_id: str
) -> None:
    transcript = (await client.get(f"/calls/{call_id}/transcript")).json()
    assert [turn["role"] for turn in transcript["turns"]] == ["agent", "customer"]
    assert transcript["turns"][0]["words"][0] == {"text": "hello", "start": 0.0, "end": 0.3}


@pytest.mark.parametrize(
    ("form", "media_type", "begin"),
    [
        ("txt", "text/plain", "[00:00] agent: hello"),
        ("srt", "application/x-subrip", "1\n00:00:00,000 --> "),
        ("vtt", "text/vtt", "WEBVTT\n\n00:00:00.000 --> "),
    ],
)
async def test_the_transcript_comes_as_text_or_subtitles_in_a_file(
    client: httpx.AsyncClient, call_id: str, form: str, media_type: str, begin: str
) -> None:
    answer = await client.get(f"/calls/{call_id}/transcript", params={"format": form})
    assert answer.text.startswith(begin)
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"] == f'attachment; filename="{call_id}.{form}"'


async def test_another_format_is_a_422(client: httpx.AsyncClient, call_id: str) -> None:
    answer = await client.get(f"/calls/{call_id}/transcript?format=pdf")
    assert (answer.status_code, answer.json()["field"]) == (422, "format")


@pytest.mark.parametrize("part", ["transcript", "recording", "provider-answer"])
async def test_what_a_call_does_not_have_yet_is_a_404_of_its_own(
    client: httpx.AsyncClient, part: str
) -> None:
    new = (await client.post("/calls", json={})).json()["call_id"]
    answer = await client.get(f"/calls/{new}/{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "result_missing")
    unknown = await client.get(f"/calls/{'0' * 26}/{part}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "call_not_found")


async def test_the_recording_is_played_from_a_link_to_its_version(
    client: httpx.AsyncClient, services: Services, call_id: str
) -> None:
    call = await services.calls.get(call_id)
    assert call is not None
    assert call.recording is not None
    playback = (await client.get(f"/calls/{call_id}/recording")).json()
    assert call.recording.version in playback["url"]
    assert playback["duration_seconds"] == call.duration_seconds


async def test_a_recording_that_is_gone_is_a_404(
    client: httpx.AsyncClient, services: Services, call_id: str
) -> None:
    assert isinstance(services.recordings, FakeRecordingStore)
    services.recordings.versions.clear()
    answer = await client.get(f"/calls/{call_id}/recording")
    assert (answer.status_code, answer.json()["code"]) == (404, "recording_missing")


async def test_a_transcript_that_no_provider_made_in_one_piece_has_no_answer(
    client: httpx.AsyncClient, services: Services, call_id: str
) -> None:
    assert isinstance(services.artifacts, FakeArtifactStore)
    for key in [key for key in services.artifacts.objects if ".answer." in key]:
        del services.artifacts.objects[key]
    answer = await client.get(f"/calls/{call_id}/provider-answer")
    assert (answer.status_code, answer.json()["code"]) == (404, "provider_answer_missing")
    assert "status" not in answer.json()["hint"]


async def test_the_providers_answer_is_given_word_for_word(
    client: httpx.AsyncClient, call_id: str
) -> None:
    answer = await client.get(f"/calls/{call_id}/provider-answer")
    assert answer.json()[0] == ["agent", "hello how can i help"]


@pytest.mark.parametrize("form", ["json", "txt"])
async def test_the_raw_transcript_is_given_to_who_has_its_scope_alone(form: str) -> None:
    transcriber = FakeTranscriber()
    transcriber.words = (("agent", "hello"), ("customer", "it is 4111 1111 1111 1111"))
    profiles = FakeProfileStore(a_profile(redaction={"kinds": ["card"]}))
    world = guarded_services(transcriber=transcriber, profile_store=profiles)
    with using(world):
        call = await a_call_with_audio(world)
        await run_once(world, call.call_id, a_run(call))
        reader, raw = await a_key(world, Scope.READ), await a_key(world, Scope.READ, Scope.RAW)
    path = f"/calls/{call.call_id}/transcript?format={form}"
    async with calling(create_app(), world) as client:
        seen = await client.get(path, headers=bearing(reader))
        refused = await client.get(f"{path}&raw=true", headers=bearing(reader))
        told = await client.get(f"{path}&raw=true", headers=bearing(raw))
    assert ("[CARD_1]" in seen.text, "1111" in seen.text) == (True, False)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert ("[CARD_1]" in told.text, "1111 1111" in told.text) == (False, True)


async def test_the_raw_transcript_of_a_call_that_is_not_redacted_is_its_transcript(
    client: httpx.AsyncClient, call_id: str
) -> None:
    raw = await client.get(f"/calls/{call_id}/transcript?raw=true")
    assert raw.content == (await client.get(f"/calls/{call_id}/transcript")).content
