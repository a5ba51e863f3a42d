"""Webhooks of providers: results that come by themselves."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from callinsight.domain.errors import WebhookTooLargeError
from callinsight.services import services

router = APIRouter(prefix="/events", tags=["events"])


class Taken(BaseModel):
    """What became of a webhook that was signed as it should be."""

    stored: bool = Field(description="false: nothing here has use for it; do not send it again")


@router.post("/elevenlabs")
async def take_elevenlabs(request: Request) -> Taken:
    """Take a transcript from ElevenLabs; the step that waits for it finds it.

    401 without a fresh signature, 409 without a secret, 503 while a store is away; everything that
    is signed and of no use here is acknowledged.
    """
    deliveries = services().deliveries
    deliveries.require_signature(request.headers)
    body = await _whole(request, deliveries.limit_bytes)
    return Taken(stored=await deliveries.take(request.headers, body))


async def _whole(request: Request, limit_bytes: int) -> bytes:
    """Return the raw body; raises `WebhookTooLargeError` as soon as it is too long."""
    told = request.headers.get("content-length", "0")
    body = bytearray()
    if not told.isdigit() or int(told) <= limit_bytes:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit_bytes:
                break
        else:
            return bytes(body)
    raise WebhookTooLargeError("The webhook is larger than any result.")
