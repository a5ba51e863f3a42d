"""Transcription over OpenAI's audio route, at OpenAI or at a server that speaks it."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from callinsight.adapters.http_bodies import body_of
from callinsight.adapters.http_errors import unanswered_error
from callinsight.adapters.json_bodies import loaded
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.multipart import Multipart
from callinsight.adapters.openai_audio_answers import transcript_in
from callinsight.adapters.openai_audio_fields import (
    AudioModel,
    dropped_by,
    file_name,
    request_fields,
)
from callinsight.adapters.openai_client import OWN_HOST, provider_at
from callinsight.adapters.openai_errors import refusal
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import ProviderKeyError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import Audio, AudioLimits, BeforeSend
from callinsight.ports.secrets import Secret

PROVIDER = "OpenAI's audio route"
ANSWER_LIMIT_BYTES = 64 * 1024 * 1024
_PATH = "audio/transcriptions"
# No read timeout: the step's total deadline bounds the wait. Connecting counts twice (TCP, TLS).
_TIMEOUT = httpx.Timeout(connect=2.5, read=None, write=60, pool=1)
# How many wait at once is the gate's business; elevenlabs_client.py says why few may be idle.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)


class OpenAITranscriber:
    """Sends the recording, mixed down by the provider, and waits for its words.

    Which forms a model answers in, and what it can be asked for, goes by its name.
    """

    def __init__(self, key: Secret | None, *, base_url: str, model: str) -> None:
        host = urlsplit(base_url).hostname or ""
        own = host == OWN_HOST
        self.engine = "openai" if own else f"openai-audio:{host}"
        self.provider = provider_at(base_url)
        self._key = key
        self._model = AudioModel(model, own)
        self._clients = LoopLocal(
            lambda: httpx.AsyncClient(
                base_url=f"{base_url.rstrip('/')}/", timeout=_TIMEOUT, limits=_LIMITS
            )
        )

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.close(httpx.AsyncClient.aclose)

    def limits(
        self,
        recording: Recording,  # noqa: ARG002  (the port's signature)
        settings: TranscriptionSettings,  # noqa: ARG002
    ) -> AudioLimits:
        return self._model.limits

    def slots(self, recording: Recording) -> int:  # noqa: ARG002  (the port's)
        return 1

    def surcharges(
        self,
        recording: Recording,  # noqa: ARG002  (the port's signature)
        settings: TranscriptionSettings,  # noqa: ARG002
    ) -> tuple[str, ...]:
        return ()

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        """Return everything that is sent besides the recording, and what is not sent."""
        hides = settings.model_copy(update={"entity_redaction": ()})
        return {
            "engine": self.engine,
            "fields": request_fields(self._model, hides),
            "dropped": dropped_by(self._model, settings),
        }

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        form = Multipart(request_fields(self._model, settings))
        if self._key is None:
            return await self._posted(None, form, recording, audio, before_send)
        key = await self._key.value()
        try:
            return await self._posted(key, form, recording, audio, before_send)
        except ProviderKeyError:
            other = await self._key.refreshed(key)
            if other is None:
                raise
            return await self._posted(other, form, recording, audio, before_send)

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        transcript = transcript_in(
            body,
            recording,
            engine=self.engine,
            model=self._model.name,
            language=settings.language,
        )
        dropped = dropped_by(self._model, settings)
        return transcript.model_copy(update={"dropped_settings": dropped})

    async def _posted(
        self,
        key: str | None,
        form: Multipart,
        recording: Recording,
        audio: Audio,
        before_send: BeforeSend,
    ) -> bytes:
        name = file_name(recording.media_type)
        body = form.with_file(
            "file", name, recording.media_type, recording.size_bytes, audio.stream()
        )
        headers = body.headers | ({} if key is None else {"Authorization": f"Bearer {key}"})
        request = self._clients.get().build_request(
            "POST", _PATH, content=body.stream(), headers=headers
        )
        await before_send()
        try:
            response, answer = await self._sent(request)
        except httpx.HTTPError as error:
            raise unanswered_error(PROVIDER, error) from error
        if not response.is_success:  # a redirect is no answer either
            raise _refused(response, answer)
        return answer

    async def _sent(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """Send; raises `OutcomeUnknownError` for a body beyond any transcript's size."""
        response = await self._clients.get().send(request, stream=True)
        try:
            return response, await body_of(PROVIDER, response, ANSWER_LIMIT_BYTES)
        finally:
            await response.aclose()


def _refused(response: httpx.Response, body: bytes) -> CallInsightError:
    document = loaded(body)
    told = document.get("error", document) if isinstance(document, dict) else document
    return refusal(PROVIDER, response.status_code, told, response.headers)
