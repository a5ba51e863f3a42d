"""A recording, its bytes, a question, and a guard that counts."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.prompt import ModelRequest, requests_of
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from tests.builders import a_profile
from tests.stubs.running import StubProviders

BODY = bytes(range(256)) * 64


class BytesAudio:
    """Audio from memory, in chunks."""

    def __init__(self, body: bytes = BODY, chunk: int = 1000) -> None:
        self._body = body
        self._chunk = chunk

    async def stream(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), self._chunk):
            yield self._body[start : start + self._chunk]

    @asynccontextmanager
    async def local_copy(self) -> AsyncGenerator[Path]:
        raise NotImplementedError
        yield Path()

    async def url(self) -> str:
        return "https://recordings.example/call"


class FileAudio:
    """A local file as transcribers on this machine take it; counts how often it was asked for.

    They neither stream it nor send its address.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.copies = 0

    def stream(self) -> AsyncIterator[bytes]:
        raise AssertionError("nothing leaves this machine")

    @asynccontextmanager
    async def local_copy(self) -> AsyncGenerator[Path]:
        self.copies += 1
        yield self._path

    async def url(self) -> str:
        raise AssertionError("nothing leaves this machine")


class Guard:
    """Counts how often a request was about to leave."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self) -> None:
        self.calls += 1


class RotatedSecret:
    """A key that was changed after it was read."""

    def __init__(self) -> None:
        self.reads = 0

    async def value(self) -> str:
        return "old"

    async def refreshed(self, refused: str) -> str | None:
        self.reads += 1
        return "new" if refused == "old" else None


@pytest.fixture
def guard() -> Guard:
    return Guard()


@pytest.fixture
def audio() -> BytesAudio:
    return BytesAudio()


@pytest.fixture
def recording() -> Recording:
    """One minute of stereo."""
    return Recording(
        bucket="recordings",
        key="uploads/x/Mr Smith.wav",
        etag="e",
        media_type="audio/wav",
        size_bytes=len(BODY),
        duration_seconds=60.0,
        channels=2,
    )


SAID_NOTHING = Transcript(engine="e", model="m", quality="final", duration_seconds=1.0, channels=1)


@pytest.fixture
def request_() -> ModelRequest:
    """A question to a model, with a temperature."""
    profile = a_profile(openai_model="gpt-6-luna", temperature=0.2, system_prompt="Be brief.")
    return requests_of(profile, SAID_NOTHING)[0]


@pytest.fixture(params=["responses", "chat"])
async def model(
    request: pytest.FixtureRequest, stubs: StubProviders
) -> AsyncGenerator[OpenAILanguageModel]:
    """The stub, over each of its routes."""
    engine = OpenAILanguageModel(
        GivenSecret("sk-test"), base_url=stubs.openai_url, route=request.param
    )
    yield engine
    await engine.close()


@pytest.fixture(params=["responses", "chat"])
async def openai_itself(
    request: pytest.FixtureRequest, stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[OpenAILanguageModel]:
    """The stub, taken for OpenAI itself."""
    monkeypatch.setattr("callinsight.adapters.openai.OWN_HOST", "127.0.0.1")
    engine = OpenAILanguageModel(
        GivenSecret("sk-test"), base_url=stubs.openai_url, route=request.param
    )
    yield engine
    await engine.close()
