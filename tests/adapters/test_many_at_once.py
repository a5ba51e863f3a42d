"""Many requests that are answered at once leave few connections behind."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from callinsight.adapters.elevenlabs_client import ElevenLabsClient
from callinsight.adapters.openai_audio import OpenAITranscriber
from callinsight.adapters.openai_client import openai_client
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from tests.adapters.conftest import BytesAudio, Guard
from tests.patience import PATIENCE

MANY = 150  # more than httpx allows by default
FEW = 20
KEY = GivenSecret("key")
_ANSWER = b'{"object": "list", "data": [], "text": ""}'


class HoldingServer:
    """Holds its answers until as many requests are open as are expected."""

    def __init__(self) -> None:
        self.connections = 0
        self._open = 0
        self._all_open = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it is closed."""
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(_length(head))
                await self._until_all_are_open()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(_ANSWER), _ANSWER))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.connections -= 1
            writer.close()

    async def _until_all_are_open(self) -> None:
        self._open += 1
        if self._open == MANY:
            self._all_open.set()
        await self._all_open.wait()


def _length(head: bytes) -> int:
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(lengths[0].split(b":")[1]) if lengths else 0


@pytest.fixture
async def server() -> AsyncGenerator[HoldingServer]:
    holding = HoldingServer()
    listening = await asyncio.start_server(holding.serve, "127.0.0.1", 0, backlog=MANY)
    holding.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield holding
    listening.close()


async def _leaves_few(server: HoldingServer, ask: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(ask() for _ in range(MANY)))
        while server.connections > FEW:
            await asyncio.sleep(0.01)


async def test_elevenlabs(server: HoldingServer) -> None:
    client = ElevenLabsClient(KEY, server.url)
    await _leaves_few(server, lambda: client.get("/transcripts/x"))
    await client.close()


async def test_openai(server: HoldingServer) -> None:
    client = openai_client(server.url)
    await _leaves_few(server, client.models.list)
    await client.close()


async def test_openais_audio_route(
    server: HoldingServer, recording: Recording, audio: BytesAudio, guard: Guard
) -> None:
    engine = OpenAITranscriber(KEY, base_url=server.url, model="whisper-1")
    settings = TranscriptionSettings()
    await _leaves_few(server, lambda: engine.request(recording, audio, settings, guard))
    await engine.close()
