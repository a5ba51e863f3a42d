"""Without authentication the API serves this machine only: it checks who is asked, and from where.

Any web page can send requests to 127.0.0.1; the Host header stops DNS rebinding, the Origin header
stops pages of other sites. A webhook proves by its signature where it comes from, so it may arrive
through a tunnel under any name.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from callinsight.api.problems import Problem, problem_response

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SIGNED = {"/events/elevenlabs"}


class LoopbackOnly:
    """Refuses requests for another host, and those that pages of another origin send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        proven = scope["type"] != "http" or scope["path"] in _SIGNED
        if not proven and not _is_local(Headers(scope=scope)):
            status = HTTPStatus.FORBIDDEN
            refusal = problem_response(
                Problem(
                    title=status.phrase,
                    status=status,
                    detail="This API serves only this machine.",
                    code="not_local",
                    hint="Use http://127.0.0.1 or http://localhost with the API's port.",
                )
            )
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_local(headers: Headers) -> bool:
    host = _host_in(f"//{headers.get('host', '')}")
    origin = headers.get("origin")
    return host in _LOOPBACK and (origin is None or _host_in(origin) in _LOOPBACK)


def _host_in(url: str) -> str | None:
    """Return the host a URL names; a malformed one names none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
