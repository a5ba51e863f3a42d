"""Somebody who watches the API in this process; httpx would wait for the end of the answer."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from callinsight.api.app import create_app
from tests.patience import PATIENCE


class Watching:
    """One open stream of events; clear `reads_on` and it reads no more, as a slow client."""

    def __init__(self) -> None:
        self.status = 0
        self.text = ""
        self.is_asked = False
        self.gone = asyncio.Event()
        self.reads_on = asyncio.Event()
        self.reads_on.set()

    async def receive(self) -> dict[str, Any]:
        """Send no body, and leave when told so."""
        if not self.is_asked:
            self.is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Take what the API sends."""
        await self.reads_on.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.text += message.get("body", b"").decode()

    @property
    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Every whole event, by name and data."""
        found = []
        for block in self.text.split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
            if "data" in fields:
                found.append((fields["event"], json.loads(fields["data"])))
        return found

    @property
    def last_id(self) -> str:
        """The position to go on from."""
        return [line[4:] for line in self.text.splitlines() if line.startswith("id: ")][-1]

    async def until(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Wait for so many events."""
        async with asyncio.timeout(PATIENCE):
            while len(self.events) < count:
                await asyncio.sleep(0.005)
        return self.events

    async def until_told_of(self, call_id: str | None) -> None:
        """Wait for an event about a call, or for one about none."""
        async with asyncio.timeout(PATIENCE):
            while call_id not in {row.get("call_id") for _, row in self.events}:
                await asyncio.sleep(0.005)


@asynccontextmanager
async def watching(
    query: str = "", app: FastAPI | None = None, path: str = "/calls/events", **headers: str
) -> AsyncGenerator[Watching]:
    """Watch for the length of a block."""
    client = Watching()
    sent = {"host": "127.0.0.1:8000", **{n.replace("_", "-"): v for n, v in headers.items()}}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    asked = (app or create_app())(scope, client.receive, client.send)
    answer = asyncio.create_task(asked)
    try:
        async with asyncio.timeout(PATIENCE):
            while not client.text and not answer.done():
                await asyncio.sleep(0)
        yield client
    finally:
        client.gone.set()
        client.reads_on.set()
        async with asyncio.timeout(PATIENCE):
            await answer
