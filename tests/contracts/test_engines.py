"""Transcribers and language models, fake and real: what leaves, what it is announced by, and what
comes of a refusal, an outage, silence and a job."""

from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any

import pytest

from callinsight.adapters.elevenlabs import ElevenLabsJobTranscriber, ElevenLabsTranscriber
from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_audio import OpenAITranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError, Superseded
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ProviderJobFailedError,
    ProviderKeyError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.prompt import requests_of
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import BeforeSend
from tests.adapters.conftest import BODY, BytesAudio, Guard
from tests.builders import a_profile
from tests.fakes.engines import FakeJobTranscriber, FakeLanguageModel, FakeTranscriber
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings()
RECORDING = Recording(
    bucket="recordings", key="uploads/x/call.wav", etag="e", media_type="audio/wav",
    size_bytes=len(BODY), duration_seconds=60.0, channels=2,
)  # fmt: skip
NOTHING_SAID = Transcript(engine="e", model="m", quality="final", duration_seconds=1.0, channels=1)
(REQUEST,) = requests_of(a_profile(), NOTHING_SAID)
TROUBLES: dict[str, tuple[dict[str, Any], CallInsightError]] = {
    "refused key": ({"status": 401, "body": {}}, ProviderKeyError("no")),
    "busy": (
        {"status": 429, "body": {}, "headers": {"Retry-After": "7"}},
        RateLimitedError("slow", 7.0),
    ),
    "outage": ({"status": 503, "body": {}}, ProviderUnavailableError("down")),
    "silence": ({"cut": True}, AmbiguousOutcomeError("nothing came")),
}


class Engine:
    """One engine, asked with the same recording or question; a fake has its own provider."""

    def __init__(self, engine: Any, name: str, stubs: StubProviders) -> None:
        self.engine = engine
        self.provider: Any = name
        self.stubs = stubs

    async def ask(self, before_send: BeforeSend) -> bytes:
        if isinstance(self.engine, FakeLanguageModel | OpenAILanguageModel):
            answer: bytes = await self.engine.request(REQUEST, before_send)
        else:
            answer = await self.engine.request(RECORDING, BytesAudio(), SETTINGS, before_send)
        return answer

    def trouble(self, name: str) -> None:
        step, error = TROUBLES[name]
        if self.provider == "fake":
            self.engine.fail_with(error)
        else:
            self.stubs.script(self.provider, step)

    def received(self) -> int:
        if self.provider == "fake":
            return int(self.engine.paid_requests)
        return self.stubs.count(self.provider)


def _engines(stubs: StubProviders) -> dict[str, Callable[[], Any]]:
    key = GivenSecret("key")
    return {
        "fake": FakeTranscriber,
        "elevenlabs": lambda: ElevenLabsTranscriber(key, base_url=stubs.elevenlabs_url),
        "openai_audio": lambda: OpenAITranscriber(
            key, base_url=stubs.openai_url, model="whisper-1"
        ),
        "fake model": FakeLanguageModel,
        "openai": lambda: OpenAILanguageModel(key, base_url=stubs.openai_url, route="responses"),
        "openai chat": lambda: OpenAILanguageModel(key, base_url=stubs.openai_url, route="chat"),
    }


@pytest.fixture(
    params=["fake", "elevenlabs", "openai_audio", "fake model", "openai", "openai chat"]
)
async def engine(request: pytest.FixtureRequest, stubs: StubProviders) -> AsyncGenerator[Engine]:
    made = _engines(stubs)[request.param]()
    yield Engine(made, request.param.split()[0], stubs)
    if hasattr(made, "close"):
        await made.close()


async def test_each_request_is_announced_once_before_it_leaves(engine: Engine) -> None:
    guard = Guard()
    assert await engine.ask(guard)
    assert (guard.calls, engine.received()) == (1, 1)


async def test_nothing_leaves_if_the_call_was_taken_away_meanwhile(engine: Engine) -> None:
    async def taken() -> None:
        raise Superseded("c")

    with pytest.raises(Superseded):
        await engine.ask(taken)
    assert engine.received() == 0


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_trouble_has_its_error_and_the_next_request_is_answered(
    engine: Engine, trouble: str
) -> None:
    engine.trouble(trouble)
    expected = TROUBLES[trouble][1]
    with pytest.raises(type(expected)) as met:
        await engine.ask(Guard())
    assert met.value.code == expected.code
    if isinstance(expected, RateLimitedError):
        assert getattr(met.value, "retry_after_seconds", None) == 7.0
    assert await engine.ask(Guard())


async def test_an_answer_can_be_read_again_and_again(engine: Engine) -> None:
    body = await engine.ask(Guard())
    if isinstance(engine.engine, FakeLanguageModel | OpenAILanguageModel):
        answers = [engine.engine.read(body, REQUEST) for _ in range(2)]
        assert answers[0] == answers[1]
        assert engine.engine.usage(body).requests == 1
        assert engine.engine.answered_by(body, REQUEST) == answers[0].model
    else:
        transcripts = [engine.engine.read(body, RECORDING, SETTINGS) for _ in range(2)]
        assert transcripts[0] == transcripts[1]
        assert transcripts[0].words > 0


class Jobs(Engine):
    """A provider of jobs, whose jobs go as the test says."""

    async def submit(self) -> str:
        job_id: str = await self.engine.submit(
            RECORDING, BytesAudio(), SETTINGS, Guard(), {"call_id": "c"}
        )
        return job_id

    def go(self, how: str) -> None:
        if self.provider == "fake":
            self.engine.done_at_once = how == "done"
            self.engine.collect_errors = [ProviderJobFailedError("no")] * (how == "failed")
        else:
            self.stubs.jobs(delay_seconds=3600 * (how == "running"), fail=how == "failed")


@pytest.fixture(params=["fake", "elevenlabs"])
async def jobs(request: pytest.FixtureRequest, stubs: StubProviders) -> AsyncGenerator[Jobs]:
    if request.param == "fake":
        yield Jobs(FakeJobTranscriber(), "fake", stubs)
        return
    made = ElevenLabsJobTranscriber(
        GivenSecret("key"), base_url=stubs.elevenlabs_url, webhook_id="hook"
    )
    yield Jobs(made, "elevenlabs", stubs)
    await made.close()


async def test_a_job_that_is_done_is_collected_by_its_id_as_often_as_asked(jobs: Jobs) -> None:
    jobs.go("done")
    job_id = await jobs.submit()
    first, again = [await jobs.engine.collect(job_id) for _ in range(2)]
    assert first == again
    assert jobs.engine.read(first, RECORDING, SETTINGS).words > 0
    assert jobs.received() == 1


async def test_a_job_that_runs_is_no_result_and_no_failure(jobs: Jobs) -> None:
    """A provider may show no trace of it, which is told apart from a result all the same."""
    jobs.go("running")
    job_id = await jobs.submit()
    with suppress(AmbiguousOutcomeError):
        assert await jobs.engine.collect(job_id) is None


async def test_a_job_that_failed_says_so(jobs: Jobs) -> None:
    jobs.go("failed")
    job_id = await jobs.submit()
    with pytest.raises(ProviderJobFailedError):
        await jobs.engine.collect(job_id)
