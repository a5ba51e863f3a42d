"""The openai SDK's client as we use it: no retries of its own, and refusals of bounded size."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx2
import openai

OWN_HOST = "api.openai.com"
# Our tasks own the retries: the SDK's would multiply them, and repeat requests that were paid.
_RETRIES = 0
# No read timeout: the step's total deadline bounds the wait. Connecting counts twice (TCP, TLS).
_TIMEOUT = openai.Timeout(None, connect=2.5, pool=1.0)
# How many wait at once is the gate's business: the SDK's own bound is 1,000, and more would end as
# "cannot be reached". Idle ones are few: the pool looks through all of them for every request.
_LIMITS = httpx2.Limits(max_connections=None, max_keepalive_connections=20)
REFUSAL_LIMIT_BYTES = 64 * 1024


def provider_at(base_url: str) -> str:
    """Return whose server it is, by the name its gate and its alarms have."""
    place = urlsplit(base_url)
    if place.hostname == OWN_HOST:
        return "openai"
    port = f":{place.port}" if place.port else ""  # never the whole address: it may hold a password
    return f"openai-compatible:{place.hostname}{port}"


def openai_client(base_url: str) -> openai.AsyncOpenAI:
    """Return a client; the key is set for each request."""
    http = openai.DefaultAsyncHttpxClient(
        base_url=base_url,
        timeout=_TIMEOUT,
        limits=_LIMITS,
        event_hooks={"response": [_cap_refusal]},
    )
    return openai.AsyncOpenAI(
        api_key="set per request",
        base_url=base_url,
        max_retries=_RETRIES,
        timeout=_TIMEOUT,
        http_client=http,
    )


def echoing_client(base_url: str) -> openai.OpenAI:
    """Return a client that sends nothing: it answers each request with that request's own bytes.

    The SDK makes them as it always does, so they are what the other client sends.
    """
    transport = httpx2.MockTransport(lambda sent: httpx2.Response(200, content=sent.content))
    return openai.OpenAI(
        api_key="never sent",
        base_url=base_url,
        max_retries=_RETRIES,
        http_client=httpx2.Client(transport=transport, trust_env=False),
    )


async def _cap_refusal(response: httpx2.Response) -> None:
    """Cut what the SDK reads whole, before anybody of us could count it."""
    if not response.is_success and isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Beginning(response.stream)


class _Beginning(httpx2.AsyncByteStream):
    """The first bytes of a body: of a refusal without an end, the status says enough."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = REFUSAL_LIMIT_BYTES
        async for chunk in self._stream:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()
