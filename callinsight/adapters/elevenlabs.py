"""ElevenLabs Scribe: one request with the recording, or a durable job where a webhook exists."""

import json
import re
from typing import Any, Literal

from callinsight.adapters.elevenlabs_answers import is_transcript, transcript_in
from callinsight.adapters.elevenlabs_client import ElevenLabsClient, Report, unreported
from callinsight.adapters.elevenlabs_errors import PROVIDER, refusal
from callinsight.adapters.elevenlabs_fields import (
    Field,
    limits,
    request_fields,
    slots,
    surcharges,
)
from callinsight.adapters.json_bodies import loaded
from callinsight.adapters.multipart import Multipart, MultipartBody
from callinsight.domain.errors.base import PermanentError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    OutcomeUnknownError,
    ProviderJobFailedError,
    ProviderKeyError,
    ProviderQuotaError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import Audio, AudioLimits, BeforeSend
from callinsight.ports.secrets import Secret

_NOT_FOUND = 404
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
# How a result is labelled, not what is in it.
_LABELS = {"channel_roles", "infer_roles"}

AudioSource = Literal["upload", "source_url"]


class ElevenLabsTranscriber:
    """Sends the recording, or a link to it, and waits for the transcript in the same request."""

    engine = "elevenlabs"
    provider = "elevenlabs"

    def __init__(
        self,
        key: Secret,
        *,
        base_url: str,
        audio_source: AudioSource = "upload",
        report: Report = unreported,
    ) -> None:
        self._client = ElevenLabsClient(key, base_url, report)
        self._audio_source = audio_source

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._client.close()

    def surcharges(self, recording: Recording, settings: TranscriptionSettings) -> tuple[str, ...]:
        return surcharges(recording, settings)

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        return limits(recording, settings, by_link=self._audio_source == "source_url")

    def slots(self, recording: Recording) -> int:
        return slots(recording)

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        asked = settings.model_dump(exclude=_LABELS, exclude_none=True)
        return {"engine": self.engine, **asked}

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        fields = request_fields(recording, settings)
        return await self._post(fields, recording, audio, before_send)

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        return transcript_in(body, recording, settings)

    async def _post(
        self, fields: list[Field], recording: Recording, audio: Audio, before_send: BeforeSend
    ) -> bytes:
        async def form() -> MultipartBody:
            """Return the form anew for every try: its bytes can be sent once."""
            if self._audio_source == "source_url":
                return Multipart([*fields, ("source_url", await audio.url())]).without_file()
            return Multipart(fields).with_file(
                "file", "recording", recording.media_type, recording.size_bytes, audio.stream()
            )

        return await self._client.post(form, before_send)


class ElevenLabsJobTranscriber(ElevenLabsTranscriber):
    """Submits a job and collects it by its id: a crash while it runs costs nothing."""

    def __init__(
        self,
        key: Secret,
        *,
        base_url: str,
        webhook_id: str,
        audio_source: AudioSource = "upload",
        report: Report = unreported,
    ) -> None:
        super().__init__(key, base_url=base_url, audio_source=audio_source, report=report)
        self._webhook_id = webhook_id

    async def submit(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
        reference: dict[str, str],
    ) -> str:
        fields = [
            *request_fields(recording, settings),
            ("webhook", "true"),
            ("webhook_id", self._webhook_id),
            ("webhook_metadata", json.dumps(reference)),
        ]
        return _job_id(await self._post(fields, recording, audio, before_send))

    async def collect(self, job_id: str) -> bytes | None:
        answer = await self._client.get(f"/transcripts/{job_id}")
        if answer is None:
            return None
        if answer.is_success:  # anything else than a transcript must not stand for a paid one
            return answer.body if is_transcript(loaded(answer.body)) else None
        if answer.status == _NOT_FOUND:
            raise AmbiguousOutcomeError(f"{PROVIDER} does not know the job.")
        error = refusal(*answer)
        if isinstance(error, AmbiguousOutcomeError):
            return None
        about_us = isinstance(error, ProviderKeyError | ProviderQuotaError)
        if isinstance(error, PermanentError) and not about_us:
            raise ProviderJobFailedError(str(error))
        raise error


def _job_id(body: bytes) -> str:
    """Return what an accepted job is collected by.

    The id of its transcript is optional; the request's own id stands in for it, until the webhook
    brings the result. Without any id the job may still be billed: `OutcomeUnknownError`.
    """
    try:
        document = json.loads(body)
        names = [document.get("transcription_id"), document.get("request_id")]
    except (ValueError, AttributeError, RecursionError):
        names = []
    for name in names:
        if isinstance(name, str) and _ID.fullmatch(name):
            return name
    raise OutcomeUnknownError(f"{PROVIDER} took a job but named no id to collect it by.")
