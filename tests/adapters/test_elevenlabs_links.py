"""Links that are sent to ElevenLabs instead of recordings."""

import hashlib
from typing import Any

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.services import using
from tests.adapters.conftest import BytesAudio, Guard
from tests.builders import a_call_with_audio, begun, fake_services
from tests.stubs.elevenlabs_sources import HOSTED
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()
KEY = GivenSecret("key")


class LinkedAudio(BytesAudio):
    """Audio that is never streamed, because the provider fetches it."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self._link = link

    async def url(self) -> str:
        return self._link

    def stream(self) -> Any:
        raise AssertionError("The bytes were not asked for.")


async def test_a_link_is_the_only_source_and_the_provider_fetches_what_is_there(
    stubs: StubProviders, recording: Recording, guard: Guard
) -> None:
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    body = await engine.request(recording, LinkedAudio(stubs.hosted_url), SETTINGS, guard)
    assert engine.read(body, recording, SETTINGS).turns
    (sent,) = stubs.requests("elevenlabs")
    assert (sent["multipart"], sent["file"]) == (True, None)
    assert sent["fields"]["source_url"] == stubs.hosted_url
    assert sent["source"]["sha256"] == hashlib.sha256(HOSTED).hexdigest()
    assert guard.calls == 1
    await engine.close()


@pytest.mark.parametrize("path", ["/nothing/here", ":bad"])
async def test_a_link_that_leads_nowhere_is_a_definite_no(
    stubs: StubProviders, recording: Recording, guard: Guard, path: str
) -> None:
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    link = LinkedAudio(stubs.hosted_url.removesuffix("/hosted/recording") + path)
    with pytest.raises(ProviderRefusedError, match="source_url"):
        await engine.request(recording, link, SETTINGS, guard)
    await engine.close()


async def test_a_link_lives_as_long_as_the_provider_may_take_to_begin(
    stubs: StubProviders,
) -> None:
    engine = ElevenLabsTranscriber(KEY, base_url=stubs.elevenlabs_url, audio_source="source_url")
    with using(fake_services(transcriber=engine)) as world:
        execution = await begun(world, await a_call_with_audio(world))
        recording = await world.fetching.recording_of(execution)
        with pytest.raises(ProviderRefusedError):  # a link of a fake leads nowhere
            await world.transcription.transcript_of(execution, recording)
    (sent,) = stubs.requests("elevenlabs")
    assert sent["fields"]["source_url"].endswith("&seconds=7200.0")
    await engine.close()
