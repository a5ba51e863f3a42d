"""Recordings that ElevenLabs fetches from a link; the stub hosts one itself."""

import hashlib
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HOSTED = bytes(range(256)) * 16
_FETCH_SECONDS = 10


async def fetched(url: str) -> dict[str, Any]:
    """Fetch a link as the provider does, and say what was there; status 0 is nobody."""
    hashed, size = hashlib.sha256(), 0
    try:
        async with (
            httpx.AsyncClient(trust_env=False, timeout=_FETCH_SECONDS) as client,
            client.stream("GET", url) as answer,
        ):
            async for chunk in answer.aiter_bytes():
                hashed.update(chunk)
                size += len(chunk)
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return {"status": 0}
    return {"status": status, "bytes": size, "sha256": hashed.hexdigest()}


async def _hosted(request: Request) -> Response:
    return Response(HOSTED, media_type="audio/wav")


ROUTES = [Route("/hosted/recording", _hosted, methods=["GET"])]
