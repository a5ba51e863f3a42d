"""Webhooks that come in: results of providers, and events of S3."""

from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from callinsight.api.bodies import whole_body
from callinsight.api.refusals import refusals
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.sender import (
    MalformedEventError,
    WebhooksDisabledError,
    WebhookSignatureError,
    WebhookTooLargeError,
    WrongBucketError,
    WrongSourceError,
)
from callinsight.services import services

_REFUSED = (
    MalformedEventError,
    ServiceUnavailableError,
    WebhooksDisabledError,
    WebhookSignatureError,
    WebhookTooLargeError,
)
_BODY = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}
}  # read raw: what was signed is bytes

router = APIRouter(prefix="/events", tags=["events"])


class Taken(BaseModel):
    """What became of a webhook that was signed as it should be."""

    stored: bool = Field(description="false: nothing here has use for it; do not send it again")


class EventTaken(BaseModel):
    """What became of an event whose sender is known."""

    queued: bool = Field(description="false: it announces no recording, or came before")


@router.post("/elevenlabs", responses=refusals(*_REFUSED), openapi_extra=_BODY)
async def take_elevenlabs(request: Request) -> Taken:
    """Take a transcript from ElevenLabs; the step that waits for it finds it.

    401 without a fresh signature, 409 without a secret, 503 while a store is away; everything that
    is signed and of no use here is acknowledged.
    """
    deliveries = services().deliveries
    deliveries.require_signature(request.headers)
    body = await whole_body(request, deliveries.limit_bytes)
    return Taken(stored=await deliveries.take(request.headers, body))


@router.post(
    "/s3",
    status_code=HTTPStatus.ACCEPTED,
    responses=refusals(*_REFUSED, WrongBucketError, WrongSourceError),
    openapi_extra=_BODY,
)
async def take_s3(request: Request) -> EventTaken:
    """Take an S3 event from EventBridge, SNS or a sender of one's own; it goes into the queue.

    401 without a proof, 409 for a sender that is not configured, 403 for another bucket or
    account, 503 while the queue is away. docs/webhooks.md says how each sender is set up.
    """
    announcements = services().announcements
    body = partial(whole_body, request, announcements.limit_bytes)
    return EventTaken(queued=await announcements.take(request.headers, body))
