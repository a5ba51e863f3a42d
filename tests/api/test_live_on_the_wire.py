"""A server that stops lets those go who watch."""

import asyncio

import httpx

from callinsight.api.server import server_of
from callinsight.services import Services
from tests.builders import a_call_with_audio
from tests.patience import PATIENCE
from tests.servers import free_port


async def test_a_server_that_stops_waits_for_nobody_who_watches(services: Services) -> None:
    port = free_port()
    server = server_of(services, "127.0.0.1", port)
    serving = asyncio.create_task(server._serve())  # without taking over the tests' signals
    while not server.started:
        await asyncio.sleep(0.01)
    address = f"http://127.0.0.1:{port}/calls/events"
    async with (
        asyncio.timeout(PATIENCE),
        httpx.AsyncClient() as http,
        http.stream("GET", address) as answer,
    ):
        lines = answer.aiter_lines()
        assert await anext(lines) == ": still here"
        call = await a_call_with_audio(services)
        async for line in lines:
            if line.startswith("data: "):
                assert call.call_id in line
                break
        server.should_exit = True
        assert [line async for line in lines][-1:] in ([], [""])
        await serving
