"""ElevenLabs' webhook: the signed result of a job, sent as often and as wrongly as scripted."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field

Form = Literal["envelope", "bare"]
HEADER = "ElevenLabs-Signature"


class WebhookScript(BaseModel):
    """Where results go from now on; without a URL nowhere."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = None
    secret: str = "secret"
    delay_seconds: float = Field(0, ge=0)
    copies: int = Field(1, ge=0, description="0: it never arrives")
    form: Form = "envelope"
    age_seconds: float = Field(0, description="how long ago it was signed")


@dataclass
class Webhooks:
    """Sends results, and remembers how each was answered."""

    script: WebhookScript = field(default_factory=WebhookScript)
    answers: list[int] = field(default_factory=list)
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    def send(self, transcript: dict[str, Any], metadata: str, request_id: str) -> None:
        """Send the result of a job soon, if there is a URL to send it to."""
        if self.script.url is None:
            return
        body = delivered(transcript, metadata, request_id, self.script.form)
        task = asyncio.ensure_future(self._send(body, self.script))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _send(self, body: bytes, script: WebhookScript) -> None:
        await asyncio.sleep(script.delay_seconds)
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            for _ in range(script.copies):
                headers = {
                    "Content-Type": "application/json",
                    HEADER: signature(body, script.secret, time.time() - script.age_seconds),
                }
                answer = await client.post(str(script.url), content=body, headers=headers)
                self.answers.append(answer.status_code)


def delivered(transcript: dict[str, Any], metadata: str, request_id: str, form: Form) -> bytes:
    """Return the body that is sent: the result in an envelope, or the result itself."""
    known = json.loads(metadata) if metadata else None
    if form == "bare":
        return json.dumps({**transcript, "webhook_metadata": known}).encode()
    data = {"request_id": request_id, "webhook_metadata": known, "transcription": transcript}
    event = {"type": "speech_to_text_transcription", "event_timestamp": int(time.time())}
    return json.dumps({**event, "data": data}).encode()


def signature(body: bytes, secret: str, at: float) -> str:
    """Return the header that proves who sent a body, and when."""
    signed = f"{int(at)}.".encode() + body
    return f"t={int(at)},v0={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
