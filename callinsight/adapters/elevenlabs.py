"""ElevenLabs Scribe: one streamed multipart request, or a durable job where a webhook exists."""

import json
from typing import Any

import httpx

from callinsight.adapters.elevenlabs_answers import error_code, transcript_in
from callinsight.adapters.elevenlabs_fields import limits, request_fields, slots, surcharges
from callinsight.adapters.http_bodies import whole_body
from callinsight.adapters.http_errors import answered_error, unanswered_error
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.multipart import Multipart
from callinsight.domain.errors import (
    AmbiguousOutcomeError,
    CallInsightError,
    OutcomeUnknownError,
    ProviderJobFailedError,
    ProviderKeyError,
    ProviderRefusedError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import Audio, AudioLimits, BeforeSend
from callinsight.ports.secrets import Secret

PROVIDER = "ElevenLabs"
ANSWER_LIMIT_BYTES = 64 * 1024 * 1024
_PATH = "/v1/speech-to-text"
# No read timeout: long recordings take minutes, and the step's total deadline bounds the wait.
# Connecting counts twice, for TCP and for TLS; `Paying` says why it must be quick.
_TIMEOUT = httpx.Timeout(connect=2.5, read=None, write=60, pool=1)
_NO_LIMIT = httpx.Limits(max_connections=None)  # how many wait at once is the worker's business
_NOT_FOUND = 404


class ElevenLabsTranscriber:
    """Sends the recording and waits for the transcript in the same request."""

    engine = "elevenlabs"

    def __init__(self, key: Secret, *, base_url: str) -> None:
        self._key = key
        self._clients = LoopLocal(
            lambda: httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT, limits=_NO_LIMIT)
        )

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.close(httpx.AsyncClient.aclose)

    def surcharges(self, settings: TranscriptionSettings) -> tuple[str, ...]:
        return surcharges(settings)

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        return limits(recording, settings)

    def slots(self, recording: Recording) -> int:
        return slots(recording)

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        shaping = settings.model_dump(exclude={"channel_roles", "infer_roles"})
        return {"engine": self.engine, **shaping}

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        body = Multipart(request_fields(recording, settings))
        return await self._post(body, recording, audio, before_send)

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        return transcript_in(body, recording, settings)

    async def _post(
        self, body: Multipart, recording: Recording, audio: Audio, before_send: BeforeSend
    ) -> bytes:
        """Post once, and once more if the key was rotated meanwhile."""
        key = await self._key.value()
        try:
            return await self._posted(key, body, recording, audio, before_send)
        except ProviderKeyError:
            other = await self._key.refreshed(key)
            if other is None:
                raise
            return await self._posted(other, body, recording, audio, before_send)

    async def _posted(
        self,
        key: str,
        body: Multipart,
        recording: Recording,
        audio: Audio,
        before_send: BeforeSend,
    ) -> bytes:
        part = body.with_file(
            "file", "recording", recording.media_type, recording.size_bytes, audio.stream()
        )
        headers = {"xi-api-key": key, **part.headers}
        request = self._clients.get().build_request(
            "POST", _PATH, content=part.stream(), headers=headers
        )
        await before_send()
        return await self._answer(request)

    async def _answer(self, request: httpx.Request) -> bytes:
        try:
            response, body = await self._sent(request)
        except httpx.HTTPError as error:
            raise unanswered_error(PROVIDER, error) from error
        if not response.is_success:  # a redirect is no answer either
            raise _refusal(response, body)
        return body

    async def _sent(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """Send; raises `OutcomeUnknownError` for a body beyond any transcript's size."""
        response = await self._clients.get().send(request, stream=True)
        try:
            return response, await whole_body(PROVIDER, response.aiter_bytes(), ANSWER_LIMIT_BYTES)
        finally:
            await response.aclose()


class ElevenLabsJobTranscriber(ElevenLabsTranscriber):
    """Submits a job and collects it by its id: a crash while it runs costs nothing."""

    def __init__(self, key: Secret, *, base_url: str, webhook_id: str) -> None:
        super().__init__(key, base_url=base_url)
        self._webhook_id = webhook_id

    async def submit(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
        reference: dict[str, str],
    ) -> str:
        fields = request_fields(recording, settings)
        fields += [
            ("webhook", "true"),
            ("webhook_id", self._webhook_id),
            ("webhook_metadata", json.dumps(reference)),
        ]
        return _job_id(await self._post(Multipart(fields), recording, audio, before_send))

    async def collect(self, job_id: str) -> bytes | None:
        key = await self._key.value()
        try:
            return await self._collected(key, job_id)
        except ProviderKeyError:
            other = await self._key.refreshed(key)
            if other is None:
                raise
            return await self._collected(other, job_id)

    async def _collected(self, key: str, job_id: str) -> bytes | None:
        """Ask once for the result; asking again is free, so no answer means not yet."""
        request = self._clients.get().build_request(
            "GET", f"{_PATH}/transcripts/{job_id}", headers={"xi-api-key": key}, timeout=30
        )
        try:
            response, body = await self._sent(request)
        except httpx.HTTPError:
            return None
        if response.status_code == _NOT_FOUND:
            raise AmbiguousOutcomeError(f"{PROVIDER} does not know the job.")
        if response.is_success:
            return body
        error = _refusal(response, body)
        if isinstance(error, AmbiguousOutcomeError):
            return None
        if type(error) is ProviderRefusedError:
            raise ProviderJobFailedError(str(error))
        raise error


def _refusal(response: httpx.Response, body: bytes) -> CallInsightError:
    retry_after = response.headers.get("Retry-After")
    code, param = error_code(body)
    return answered_error(PROVIDER, response.status_code, code, retry_after, param)


def _job_id(body: bytes) -> str:
    """Return the id of an accepted job; without one it cannot be collected, but it may be billed."""
    try:
        job_id = json.loads(body)["transcription_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        job_id = None
    if not isinstance(job_id, str) or not job_id:
        raise OutcomeUnknownError(f"{PROVIDER} took a job but named no id to collect it by.")
    return job_id
