"""A uvicorn that says its port, lets the application hang up, and stops at once."""

import asyncio
import json
import socket
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.stubs.delivery import CLOSE_CONNECTION

_IDLE_SECONDS = 75  # longer than clients keep idle connections: no races between the two


class HangUpProtocol(H11Protocol):
    """Gives the application a way to close its connection, which ASGI has no message for."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app = cast("ASGIApp", self.app)

        async def with_hang_up(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[CLOSE_CONNECTION] = transport.close
            await app(scope, receive, send)

        self.app = cast("Any", with_hang_up)


class StubServer(uvicorn.Server):
    """Prints its port when it accepts connections; at the end it drops those still open."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where."""
        await super().startup(sockets)
        port = self.servers[0].sockets[0].getsockname()[1]
        print(json.dumps({"port": port}), flush=True)  # noqa: T201  (the line callers wait for)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop without waiting for answers that hang on purpose."""
        for connection in self.server_state.connections:
            connection.transport.close()
        await super().shutdown(sockets)


def serve(app: ASGIApp, port: int) -> None:
    """Serve until a signal ends it; port 0 takes a free one."""
    config = uvicorn.Config(
        cast("Any", app),
        host="127.0.0.1",
        port=port,
        http=HangUpProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=1,
    )
    StubServer(config).run()
