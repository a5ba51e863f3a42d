"""Bodies of requests, up to a size."""

from fastapi import Request

from callinsight.domain.errors.sender import WebhookTooLargeError


async def whole_body(request: Request, limit_bytes: int) -> bytes:
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
    raise WebhookTooLargeError("The webhook is larger than any that is expected here.")
