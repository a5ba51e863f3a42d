"""ElevenLabs Scribe: one streamed multipart request, or a durable job where a webhook exists."""

import json
from collections.abc import AsyncIterator
from typing import Any, NoReturn

import httpx

from callinsight.adapters.elevenlabs_answers import error_code, transcript_in
from callinsight.adapters.http_errors import answered_error, unanswered_error
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.multipart import Multipart
from callinsight.domain.errors import (
    AmbiguousOutcomeError,
    BadProviderAnswerError,
    ProviderJobFailedError,
    ProviderKeyError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import Audio, BeforeSend
from callinsight.ports.secrets import Secret

PROVIDER = "ElevenLabs"
ANSWER_LIMIT_BYTES = 256 * 1024 * 1024
_PATH = "/v1/speech-to-text"
# No read timeout: long recordings take minutes, and the step's total deadline bounds the wait.
_TIMEOUT = httpx.Timeout(connect=5, read=None, write=60, pool=5)
_NOT_FOUND = 404


class ElevenLabsTranscriber:
    """Sends the recording and waits for the transcript in the same request."""

    engine = "elevenlabs"

    def __init__(self, key: Secret, *, base_url: str) -> None:
        self._key = key
        self._clients = LoopLocal(lambda: httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT))

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.close(httpx.AsyncClient.aclose)

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        return {"engine": self.engine, **settings.model_dump(exclude={"channel_roles"})}

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
            response = await self._clients.get().send(request, stream=True)
            try:
                body = b"".join([chunk async for chunk in _capped(response.aiter_bytes())])
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise unanswered_error(PROVIDER, error) from error
        if response.is_error:
            _refuse(response, body)
        return body


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
        body = await self._post(Multipart(fields), recording, audio, before_send)
        try:
            return str(json.loads(body)["transcription_id"])
        except (ValueError, KeyError, TypeError):
            raise AmbiguousOutcomeError(f"{PROVIDER} took a job but named no id.") from None

    async def collect(self, job_id: str) -> bytes | None:
        request = self._clients.get().build_request(
            "GET",
            f"{_PATH}/transcripts/{job_id}",
            headers={"xi-api-key": await self._key.value()},
            timeout=30,
        )
        try:
            response = await self._clients.get().send(request)
        except httpx.HTTPError:
            return None  # asking again is free
        if response.status_code == _NOT_FOUND:
            raise AmbiguousOutcomeError(f"{PROVIDER} does not know the job.")
        if response.is_error:
            _refuse_job(response)
        return response.content


def request_fields(recording: Recording, settings: TranscriptionSettings) -> list[tuple[str, str]]:
    """Return the form fields in ElevenLabs' wire forms: booleans as words, lists repeated."""
    multichannel = settings.multichannel
    if multichannel is None:
        multichannel = recording.channels > 1
    fields = [
        ("model_id", settings.model),
        ("timestamps_granularity", "word"),
        ("tag_audio_events", _word(settings.tag_audio_events)),
        ("use_multi_channel", _word(multichannel)),
        ("diarize", _word(settings.diarize and not multichannel)),
    ]
    if settings.language is not None:
        fields.append(("language_code", settings.language))
    if settings.num_speakers is not None and not multichannel:
        fields.append(("num_speakers", str(settings.num_speakers)))
    return fields + [("keyterms", term) for term in settings.keyterms]


def _word(flag: bool) -> str:  # noqa: FBT001  (the flag is the whole input)
    return "true" if flag else "false"


async def _capped(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    total = 0
    async for chunk in chunks:
        total += len(chunk)
        if total > ANSWER_LIMIT_BYTES:
            raise BadProviderAnswerError(f"{PROVIDER}'s answer is too large to be a transcript.")
        yield chunk


def _refuse(response: httpx.Response, body: bytes) -> NoReturn:
    raise answered_error(
        PROVIDER, response.status_code, error_code(body), response.headers.get("Retry-After")
    )


def _refuse_job(response: httpx.Response) -> NoReturn:
    error = answered_error(
        PROVIDER,
        response.status_code,
        error_code(response.content),
        response.headers.get("Retry-After"),
    )
    if error.retryable or isinstance(error, ProviderKeyError):
        raise error
    raise ProviderJobFailedError(str(error))
