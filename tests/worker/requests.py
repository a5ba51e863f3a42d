"""What the worker asks the Prefect server, counted and, if a test wants it, answered otherwise."""

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Answer = Callable[[httpx.Request], httpx.Response | Exception | None]


class Requests:
    """Those of the thread on which the runs execute; the test's own do not count."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[httpx.Request] = []
        self.answer: Answer = lambda _request: None
        send = httpx.AsyncClient.send

        async def noted(client: httpx.AsyncClient, request: httpx.Request, **how: Any) -> Any:
            if threading.current_thread().name != "flow runs":
                return await send(client, request, **how)
            self.sent.append(request)
            answer = self.answer(request)
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                answer.request = request
                return answer
            return await send(client, request, **how)

        monkeypatch.setattr(httpx.AsyncClient, "send", noted)

    def polls(self) -> list[dict[str, Any]]:
        """Return what was asked for with each poll of the pool."""
        return [json.loads(request.content) for request in self.sent if is_poll(request)]

    def others(self) -> list[str]:
        """Return all requests of runs: neither polls nor log lines."""
        return [
            f"{request.method} {request.url.path}"
            for request in self.sent
            if not is_poll(request) and not request.url.path.endswith("/logs/")
        ]


def is_poll(request: httpx.Request) -> bool:
    """Say whether this asks the pool for runs."""
    return request.url.path.endswith("/get_scheduled_flow_runs")
