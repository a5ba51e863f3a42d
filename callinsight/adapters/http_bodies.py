"""Bodies of answers, up to a size that no honest one reaches."""

from collections.abc import AsyncIterator

from callinsight.domain.errors import OutcomeUnknownError


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
