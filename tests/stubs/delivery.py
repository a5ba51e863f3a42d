"""How an answer travels: whole, late, in drops, cut off, or not at all."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.stubs.script import Step

CLOSE_CONNECTION = "callinsight.close_connection"
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What is said, before it is decided how it gets to the client."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


async def at_once() -> None:
    """Wait for nothing."""


def json_answer(document: Any, status: int = 200) -> Answer:
    """Return a JSON answer."""
    return Answer(json.dumps(document).encode(), status)


def said(step: Step, default: Answer) -> Answer:
    """Return what the step says, whoever the provider is, or else the default."""
    status = step.status or default.status
    if step.garbage:
        return Answer(b'{"text": "this breaks o', status, step.headers)
    if isinstance(step.body, str):
        return Answer(step.body.encode(), status, step.headers, "text/plain")
    body = default.body if step.body is None else json.dumps(step.body).encode()
    return Answer(body, status, default.headers | step.headers, default.media_type)


class Delivery(Response):
    """Sends one answer the way its step says; stops as soon as the client has gone."""

    def __init__(
        self, answer: Answer, step: Step, work: Callable[[], Awaitable[None]] = at_once
    ) -> None:
        media_type = None if _has_content_type(answer.headers) else answer.media_type
        super().__init__(answer.body, answer.status, answer.headers, media_type)
        self._step = step
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as tasks:

            async def cancel_when_gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                tasks.cancel_scope.cancel()

            tasks.start_soon(cancel_when_gone)
            await self._deliver(scope, send)
            tasks.cancel_scope.cancel()

    async def _deliver(self, scope: Scope, send: Send) -> None:
        await self._work()
        await anyio.sleep(self._step.delay_seconds)
        if self._step.hang_seconds is not None:
            await anyio.sleep(self._step.hang_seconds)
        if self._step.cut or self._step.hang_seconds is not None:
            await _close(scope)
        await self._send_headers(send)
        await self._send_body(send)
        if self._step.cut_body:
            await _close(scope)
        await _send_piece(send, b"", more=False)

    async def _send_headers(self, send: Send) -> None:
        headers = self.raw_headers
        if self._step.huge_bytes is not None:
            headers = [pair for pair in headers if pair[0] != b"content-length"]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})

    async def _send_body(self, send: Send) -> None:
        body = bytes(self.body)
        if self._step.cut_body:
            await _send_piece(send, body[: len(body) // 2])
        elif self._step.drip:
            for index in range(len(body)):
                await _send_piece(send, body[index : index + 1])
                await anyio.sleep(self._step.seconds / len(body))
        else:
            await _send_piece(send, body)
            await self._send_blanks(send, (self._step.huge_bytes or 0) - len(body))

    async def _send_blanks(self, send: Send, count: int) -> None:
        for sent in range(0, count, _PIECE):
            await _send_piece(send, b" " * min(_PIECE, count - sent))


async def _send_piece(send: Send, piece: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": more})


async def _close(scope: Scope) -> None:
    """Close the connection and wait until that ends this very task."""
    scope["extensions"][CLOSE_CONNECTION]()
    await anyio.sleep_forever()


def _has_content_type(headers: dict[str, str]) -> bool:
    return any(name.lower() == "content-type" for name in headers)
