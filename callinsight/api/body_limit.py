"""No request of ours has a long body: a longer one is refused before it is read whole."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callinsight.api.problems import answer_to
from callinsight.domain.errors.sender import RequestTooLargeError

LIMIT_BYTES = 64 * 1024
_WEBHOOKS = "/events/"  # they have limits of their own, and count as they read


class BodyLimit:
    """Reads a body up to the limit, then hands it on in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_WEBHOOKS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not _has_body(headers):
            await self._app(scope, receive, send)
            return
        messages = None if _told(headers) > LIMIT_BYTES else await _read(receive)
        if messages is None:
            refusal = answer_to(RequestTooLargeError("The body is longer than 64 KB."))
            await refusal(scope, receive, send)
            return
        await self._app(scope, _again(messages, receive), send)


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _told(headers: Headers) -> int:
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() else 0


async def _read(receive: Receive) -> list[Message] | None:
    """Return the messages of a whole body, or None as soon as it is too long."""
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > LIMIT_BYTES:
            return None
        if not message.get("more_body", False):
            return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Give what was read once more, then what comes after it."""

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return again
