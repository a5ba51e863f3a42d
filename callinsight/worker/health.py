"""The health endpoint of a worker: `GET /health` on loopback, for supervisors and people."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

HOST = "127.0.0.1"
_STOP_SECONDS = 5.0


@contextmanager
def serving_health(port: int, report: Callable[[], dict[str, Any]]) -> Generator[None]:
    """Serve what `report` returns, from a thread of its own: it must answer when the loops do not.

    The status is 503 unless the report's `status` is `ok` or `draining`.
    """

    async def health(_request: Request) -> JSONResponse:
        told = report()
        return JSONResponse(told, 200 if told["status"] in {"ok", "draining"} else 503)

    app = Starlette(routes=[Route("/health", health)])
    server = uvicorn.Server(
        uvicorn.Config(
            cast("Any", app),
            host=HOST,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            loop="asyncio",
        )
    )
    thread = threading.Thread(target=server.run, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(_STOP_SECONDS)
