"""Bodies of answers, up to a size that no honest one reaches."""

from collections.abc import AsyncIterator

import httpx

from callinsight.domain.errors.provider import OutcomeUnknownError


async def whole_body(provider: str, chunks: AsyncIterator[bytes], limit_bytes: int) -> bytes:
    """Return a body as it streams in.

    Raises `OutcomeUnknownError` beyond the limit: what it would have said may be billed.
    """
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit_bytes:
            raise OutcomeUnknownError(f"{provider}'s answer has no end.")
    return bytes(body)


async def body_of(provider: str, response: httpx.Response, limit_bytes: int) -> bytes:
    """Return the body of a streamed answer; of a refusal without an end, or cut off, nothing.

    Its status says enough. Raises what `whole_body` and httpx raise.
    """
    try:
        return await whole_body(provider, response.aiter_bytes(), limit_bytes)
    except (httpx.HTTPError, OutcomeUnknownError):
        if response.is_success:
            raise
        return b""
