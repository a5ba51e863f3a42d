"""A TCP proxy on loopback that breaks connections off in the middle of an answer."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CHUNK = 1 << 16


@dataclass
class Breaks:
    """What the proxy does, and what it has done."""

    after_bytes: list[int] = field(default_factory=list)
    """Each entry breaks one connection once so many bytes have been answered on it."""
    broken: int = 0
    answered_bytes: int = 0


@contextmanager
def breaking_proxy(target: str) -> Generator[tuple[str, Breaks]]:
    """Run a proxy in front of a server; yield its URL and what it does."""
    breaks, place = Breaks(), urlsplit(target)
    loop = asyncio.new_event_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection(place.hostname, place.port)
        asking = asyncio.ensure_future(_asked(reader, requests))
        with suppress(ConnectionError, asyncio.CancelledError):  # it ends here either way
            await _answered(answers, writer, breaks)
        asking.cancel()
        for end in (writer, requests):
            end.transport.abort()

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", breaks
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _hang_up() -> None:
    """Drop the connections that are still open."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _asked(reader: asyncio.StreamReader, requests: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await reader.read(_CHUNK):
            requests.write(chunk)
            await requests.drain()


async def _answered(
    answers: asyncio.StreamReader, writer: asyncio.StreamWriter, breaks: Breaks
) -> None:
    answered = 0
    while chunk := await answers.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
        answered += len(chunk)
        breaks.answered_bytes += len(chunk)
        if breaks.after_bytes and answered >= breaks.after_bytes[0]:
            breaks.after_bytes.pop(0)
            breaks.broken += 1
            return
