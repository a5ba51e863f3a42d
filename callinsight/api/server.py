"""The API as a process: uvicorn, which lets those go who watch when it is told to stop."""

from contextlib import suppress
from socket import socket

import uvicorn

from callinsight.api.app import create_app
from callinsight.services import Services

# An upload link's name and metadata, each character of them four bytes that are percent-encoded.
LONGEST_HEAD_BYTES = 256 * 1024


class Server(uvicorn.Server):
    """Ends open streams before it waits for the requests that are under way."""

    def __init__(self, config: uvicorn.Config, world: Services) -> None:
        super().__init__(config)
        self._world = world

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._world.live.close()
        await super().shutdown(sockets)


def server_of(world: Services, host: str, port: int) -> Server:
    """Return the server of this API, ready to run."""
    config = uvicorn.Config(
        create_app(),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        h11_max_incomplete_event_size=LONGEST_HEAD_BYTES,
    )
    return Server(config, world)


def serve(world: Services, host: str, port: int) -> None:
    """Serve until stopped; Ctrl-C is a way to stop."""
    with suppress(KeyboardInterrupt):
        server_of(world, host, port).run()
