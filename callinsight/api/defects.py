"""Unexpected errors end here: what Starlette lets through, uvicorn logs with its text."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callinsight.api.problems import answer_to
from callinsight.domain.errors.base import InternalError
from callinsight.logs import without_text

_log = logging.getLogger(__name__)


class DefectsWithoutText:
    """Answers a request that met a defect; the log gets type and places, which quote no call."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  (the boundary: unknown becomes code "internal")
            _log.error("A request met an unexpected %s", without_text(error))
            if not begun:
                problem = answer_to(InternalError("The request met a defect of CallInsight."))
                await problem(scope, receive, send)
