"""News over HTTP: one POST, bounded in time and size, with nothing followed."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import httpx

from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.retry_after import asked_wait_seconds
from callinsight.domain.delivery import Answer

TIMEOUT_SECONDS = 10.0
READ_BYTES = 1024
READ_SECONDS = 1.0
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)


class HttpNewsSender:
    """Posts to the addresses of the settings; of an answer only its status and wait are used."""

    def __init__(self, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._timeout_seconds = timeout_seconds
        self._clients = LoopLocal(
            lambda: httpx.AsyncClient(
                timeout=timeout_seconds, limits=_LIMITS, follow_redirects=False
            )
        )

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.close(httpx.AsyncClient.aclose)

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await self._sent(url, body, headers)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(problem="timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            return Answer(problem="unreachable")

    async def _sent(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        request = self._clients.get().build_request("POST", url, content=body, headers=headers)
        response = await self._clients.get().send(request, stream=True)
        try:
            await _read_a_little(response)
        finally:
            await response.aclose()
        return _answer(response)


async def _read_a_little(response: httpx.Response) -> None:
    """Read a short body to its end, so that the connection can be used again, and no long one.

    As it comes over the wire: a small body may unpack to a large one. A receiver that takes the
    news and then breaks off, or never ends, has taken it.
    """
    read = 0
    with suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in response.aiter_raw():
                read += len(chunk)
                if read > READ_BYTES:
                    return


def _answer(response: httpx.Response) -> Answer:
    status = response.status_code
    if response.is_success:
        return Answer(status=status)
    return Answer(
        status=status,
        problem="redirected" if response.is_redirect else "refused",
        retry_after_seconds=asked_wait_seconds(response.headers),
    )
