"""A TCP proxy on loopback that counts the requests which pass through it, by what they ask."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_CHUNK = 1 << 16
_REQUEST = re.compile(rb"[A-Z]+ \S+ HTTP/1\.1\r\n")

Name = Callable[[str, str, dict[str, str]], str]
"""Names a request by its method, its target and its headers."""


class Requests:
    """Counts requests; one begins where a client's bytes begin with a request line."""

    def __init__(self, name: Name) -> None:
        self.counted: Counter[str] = Counter()
        self._name = name

    def look_at(self, chunk: bytes) -> None:
        """Count the request that begins here, if one does. Clients do not send two at a time."""
        if _REQUEST.match(chunk) is None:
            return
        head, *lines = chunk.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, target, *_ = head.split(" ")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        lower = {name.lower(): value for name, value in headers.items()}
        self.counted[self._name(method, target, lower)] += 1


@contextmanager
def counting_proxy(target: str, name: Name) -> Generator[tuple[str, Requests]]:
    """Run a proxy in front of a server; yield its URL and what it counts."""
    requests, place = Requests(name), urlsplit(target)
    loop = asyncio.new_event_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, asking = await asyncio.open_connection(place.hostname, place.port)
        sides = (_passed(reader, asking, requests.look_at), _passed(answers, writer, _ignored))
        with suppress(ConnectionError, asyncio.CancelledError):  # it ends here either way
            await asyncio.gather(*sides)
        for end in (writer, asking):
            end.transport.abort()

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _passed(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Callable[[bytes], None]
) -> None:
    while chunk := await reader.read(_CHUNK):
        look(chunk)
        writer.write(chunk)
        await writer.drain()
    writer.close()


def _ignored(_chunk: bytes) -> None:
    """Answers are not counted."""


async def _hang_up() -> None:
    """Drop the connections that are still open."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
