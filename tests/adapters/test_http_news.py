"""News over the wire: taken, refused, too slow, redirected, endless, gone."""

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from callinsight.adapters.http_news import HttpNewsSender
from callinsight.domain.delivery import Answer
from tests.patience import PATIENCE

BODY = b'{"id":"n1"}'


class Receiver:
    """A server that answers each request with the same bytes, and notes what it was sent."""

    def __init__(self) -> None:
        self.answer = b"HTTP/1.1 204 No Content\r\n\r\n"
        self.endless = False
        self.silent_seconds = 0.0
        self.requests: list[bytes] = []
        self.written = 0
        self.url = ""
        self._closed = asyncio.Event()

    async def left(self) -> None:
        """Wait until the last connection is closed."""
        async with asyncio.timeout(PATIENCE):
            await self._closed.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head + await reader.readexactly(len(BODY)))
            await asyncio.sleep(self.silent_seconds)
            writer.write(self.answer)
            while self.endless:
                writer.write(b"x" * 512)
                self.written += 512
                await writer.drain()
                await asyncio.sleep(0.01)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            self._closed.set()


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    async with server:
        yield receiver


@pytest.fixture
async def sender() -> AsyncGenerator[HttpNewsSender]:
    sender = HttpNewsSender(timeout_seconds=0.5)
    yield sender
    await sender.close()


async def test_the_body_arrives_byte_for_byte_with_its_headers(
    receiver: Receiver, sender: HttpNewsSender
) -> None:
    answer = await sender.send(receiver.url, BODY, {"CallInsight-Webhook-Id": "n1"})
    assert answer == Answer(status=204)
    assert receiver.requests[0].endswith(b"\r\n\r\n" + BODY)
    assert b"callinsight-webhook-id: n1" in receiver.requests[0].lower()


async def test_a_refusal_tells_its_status_and_how_long_to_wait(
    receiver: Receiver, sender: HttpNewsSender
) -> None:
    receiver.answer = b"HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"
    answer = await sender.send(receiver.url, BODY, {})
    assert answer == Answer(status=503, problem="refused", retry_after_seconds=30)


async def test_a_redirect_is_not_followed(receiver: Receiver, sender: HttpNewsSender) -> None:
    receiver.answer = (
        f"HTTP/1.1 307 Moved\r\nLocation: {receiver.url}/other\r\nContent-Length: 0\r\n\r\n"
    ).encode()
    answer = await sender.send(receiver.url, BODY, {})
    assert (answer.status, answer.problem, len(receiver.requests)) == (307, "redirected", 1)


async def test_a_receiver_that_does_not_answer_is_left_in_time(
    receiver: Receiver, sender: HttpNewsSender
) -> None:
    receiver.silent_seconds = 2
    began = time.monotonic()
    assert await sender.send(receiver.url, BODY, {}) == Answer(problem="timeout")
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("status", [b"200 OK", b"500 Broken"])
async def test_no_more_than_a_little_of_an_endless_answer_is_read(
    receiver: Receiver, sender: HttpNewsSender, status: bytes
) -> None:
    receiver.answer = b"HTTP/1.1 " + status + b"\r\n\r\n"
    receiver.endless = True
    answer = await sender.send(receiver.url, BODY, {})
    assert answer.status == int(status[:3])
    await receiver.left()
    assert receiver.written < 20_000


async def test_nobody_there_and_no_http_are_answers_too(
    receiver: Receiver, sender: HttpNewsSender
) -> None:
    receiver.answer = b"SSH-2.0-OpenSSH\r\n"
    unreachable = Answer(problem="unreachable")
    assert await sender.send(receiver.url, BODY, {}) == unreachable
    assert await sender.send("http://127.0.0.1:1/", BODY, {}) == unreachable
