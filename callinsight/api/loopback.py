"""Without authentication the API serves this machine only: it checks who is asked, and from where.

Any web page can send requests to 127.0.0.1; the Host header stops DNS rebinding, the Origin header
stops pages of other sites, except those allowed by name. A webhook proves by its signature or key
where it comes from, so it may arrive through a tunnel under any name.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from callinsight.api.problem import not_local, problem_response
from callinsight.domain.errors.deployment import SettingsError
from callinsight.services import services
from callinsight.settings import Settings

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SIGNED = {"/events/elevenlabs", "/events/s3"}


def require_guard(host: str, settings: Settings) -> None:
    """Refuse to listen where others can reach an API that asks nobody who they are.

    Raises `SettingsError`.
    """
    if host not in _LOOPBACK and settings.callinsight_auth == "none":
        raise SettingsError(
            "Without authentication the API listens on loopback only: "
            "set CALLINSIGHT_AUTH=required to listen elsewhere."
        )


class LoopbackOnly:
    """Refuses requests for another host, and those that pages of another origin send.

    With authentication it lets everything through: a page has no credential unless given one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        proven = scope["type"] != "http" or scope["path"] in SIGNED
        if not proven and not _may_ask(Headers(scope=scope), services().settings):
            refusal = problem_response(not_local())
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _may_ask(headers: Headers, settings: Settings) -> bool:
    if settings.callinsight_auth == "required":
        return True
    origin = headers.get("origin")
    known = origin is None or origin in settings.callinsight_allowed_origins
    return _host_in(f"//{headers.get('host', '')}") in _LOOPBACK and (
        known or _host_in(origin or "") in _LOOPBACK
    )


def _host_in(url: str) -> str | None:
    """Return the host a URL names; a malformed one names none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
