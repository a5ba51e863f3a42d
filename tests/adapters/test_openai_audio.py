"""OpenAI's audio route, driven against a stub in another process."""

import hashlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from openai import AsyncOpenAI
from openai.types.audio import Transcription, TranscriptionDiarized, TranscriptionVerbose
from pydantic import BaseModel

from callinsight.adapters.openai_audio import OpenAITranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadProviderAnswerError,
    OutcomeUnknownError,
    ProviderKeyError,
    ProviderQuotaError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.metrics.talk import talk_metrics
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import PaidTranscriber
from callinsight.ports.secrets import Secret
from tests.adapters.conftest import BODY, BytesAudio, Guard, RotatedSecret
from tests.servers import free_port
from tests.stubs.running import StubProviders

SETTINGS = TranscriptionSettings(language="en", keyterms=("Paper Mountain", "Acme"))
KEY = GivenSecret("sk")
Transcribers = Callable[..., OpenAITranscriber]


@pytest.fixture
async def transcribers(stubs: StubProviders, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes transcribers of the stub, taken for OpenAI itself unless it is to be another server."""
    async with AsyncExitStack() as closing:

        def made(model: str, *, own: bool = True, key: Secret | None = KEY) -> OpenAITranscriber:
            with monkeypatch.context() as patched:
                if own:
                    patched.setattr("callinsight.adapters.openai_audio.OWN_HOST", "127.0.0.1")
                engine = OpenAITranscriber(key, base_url=stubs.openai_url, model=model)
            closing.push_async_callback(engine.close)
            return engine

        yield made


async def heard(
    engine: OpenAITranscriber, recording: Recording, settings: TranscriptionSettings = SETTINGS
) -> Transcript:
    """Transcribe with the stub."""
    assert isinstance(engine, PaidTranscriber)
    body = await engine.request(recording, BytesAudio(), settings, Guard())
    return engine.read(body, recording, settings)


async def test_whisper_tells_the_time_of_every_word_and_no_speaker(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording
) -> None:
    transcript = await heard(transcribers("whisper-1"), recording)
    (sent,) = stubs.requests("openai_audio")
    assert sent["file"]["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert (sent["file"]["name"], sent["file"]["content_type"]) == ("recording.wav", "audio/wav")
    assert sent["authorization"] == "Bearer sk"
    assert (transcript.engine, transcript.model, transcript.quality) == (
        "openai", "whisper-1", "final",
    )  # fmt: skip
    assert (transcript.language, transcript.channels, transcript.words) == ("en", 1, 35)
    assert {turn.speaker for turn in transcript.turns} == {"unknown"}
    assert all(word.start is not None for turn in transcript.turns for word in turn.words)
    assert transcript.dropped_settings == ("diarize", "keyterms")
    assert "talk_time_seconds" in talk_metrics(transcript).unavailable


async def test_a_model_that_diarizes_tells_speakers_and_no_words(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording
) -> None:
    transcript = await heard(transcribers("gpt-4o-transcribe-diarize"), recording)
    (sent,) = stubs.requests("openai_audio")
    assert sent["fields"]["chunking_strategy"] == "auto"
    assert [turn.speaker for turn in transcript.turns] == ["speaker_A", "speaker_B"] * 2
    assert all(turn.start is not None and turn.words == () for turn in transcript.turns)
    assert transcript.words == 35
    assert transcript.dropped_settings == ("keyterms",)
    assert set(talk_metrics(transcript).talk_time_seconds or {}) == {"speaker_A", "speaker_B"}


async def test_the_newest_model_takes_keywords_and_tells_a_mere_text(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording
) -> None:
    transcript = await heard(transcribers("gpt-transcribe"), recording)
    (sent,) = stubs.requests("openai_audio")
    assert sent["fields"] == {
        "model": "gpt-transcribe",
        "response_format": "json",
        "language": "en",
        "keywords[]": ["Paper Mountain", "Acme"],
    }
    (turn,) = transcript.turns
    assert (turn.speaker, turn.start, turn.words) == ("unknown", None, ())
    assert (transcript.words, transcript.language) == (35, "en")
    assert transcript.dropped_settings == ("diarize",)


async def test_another_server_is_asked_like_whisper_and_without_a_key_if_there_is_none(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording
) -> None:
    engine = transcribers("local/whisper", own=False, key=None)
    transcript = await heard(engine, recording)
    (sent,) = stubs.requests("openai_audio")
    assert sent["authorization"] is None
    assert sent["fields"]["timestamp_granularities[]"] == ["word", "segment"]
    assert transcript.engine == "openai-audio:127.0.0.1"
    assert transcript.turns[0].words[0].start == 0.5


SHAPES: dict[str, type[BaseModel]] = {
    "whisper-1": TranscriptionVerbose,
    "gpt-4o-transcribe-diarize": TranscriptionDiarized,
    "gpt-transcribe": Transcription,
}


@pytest.mark.parametrize("model", SHAPES)
async def test_our_form_is_the_one_that_the_sdk_sends_and_its_answer_the_sdks_own(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording, model: str
) -> None:
    engine = transcribers(model)
    body = await engine.request(recording, BytesAudio(), SETTINGS, Guard())
    assert SHAPES[model].model_validate_json(body)

    wishes: dict[str, Any] = {"response_format": engine._model.form, "language": "en"}
    if model == "whisper-1":
        wishes["timestamp_granularities"] = ["word", "segment"]
    elif model == "gpt-transcribe":
        wishes["keywords"] = ["Paper Mountain", "Acme"]
    else:
        wishes["chunking_strategy"] = "auto"
    async with AsyncOpenAI(api_key="sk", base_url=stubs.openai_url, max_retries=0) as client:
        file = ("recording.wav", BODY, "audio/wav")
        await client.audio.transcriptions.create(model=model, file=file, **wishes)
    ours, theirs = stubs.requests("openai_audio")
    for name in ("fields", "file", "authorization"):
        assert ours[name] == theirs[name]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 429, "code": "rate_limit_exceeded"}, RateLimitedError),
        ({"status": 429, "code": "insufficient_quota"}, ProviderQuotaError),
        ({"status": 404, "code": "model_not_found"}, ProviderRefusedError),
        ({"status": 400, "code": "invalid_value"}, ProviderRefusedError),
        ({"status": 503, "body": "<html>"}, ProviderUnavailableError),
        ({"status": 504, "body": "<html>"}, AmbiguousOutcomeError),
        ({"status": 301, "headers": {"Location": "/elsewhere"}}, ProviderRefusedError),
        ({"cut": True}, AmbiguousOutcomeError),
        ({"cut_body": True}, AmbiguousOutcomeError),
    ],
)
async def test_each_refusal_is_told_by_what_it_means_and_nothing_is_repeated(
    transcribers: Transcribers,
    stubs: StubProviders,
    recording: Recording,
    step: dict[str, Any],
    error: type[CallInsightError],
) -> None:
    stubs.script("openai_audio", step)
    with pytest.raises(error) as caught:
        await heard(transcribers("gpt-transcribe"), recording)
    assert type(caught.value) is error
    assert stubs.count("openai_audio") == 1


@pytest.mark.parametrize(
    "step",
    [{"garbage": True}, {"wrong_schema": True}, {"body": "<html>"}, {"body": []}, {"body": ""}],
)
async def test_an_answer_that_is_no_transcript_says_so_when_it_is_read(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording, step: dict[str, Any]
) -> None:
    stubs.script("openai_audio", step)
    with pytest.raises(BadProviderAnswerError):
        await heard(transcribers("gpt-transcribe"), recording)


async def test_a_rotated_key_is_read_again_once(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording
) -> None:
    stubs.keys(openai="new")
    key = RotatedSecret()
    assert (await heard(transcribers("gpt-transcribe", key=key), recording)).words == 35
    assert (key.reads, stubs.count("openai_audio")) == (1, 2)
    stubs.keys(openai="newer")
    with pytest.raises(ProviderKeyError):
        await heard(transcribers("gpt-transcribe", key=key), recording)
    with pytest.raises(ProviderKeyError):
        await heard(transcribers("gpt-transcribe", key=None), recording)


async def test_an_answer_without_an_end_is_capped(
    transcribers: Transcribers,
    stubs: StubProviders,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callinsight.adapters.openai_audio.ANSWER_LIMIT_BYTES", 100_000)
    stubs.script("openai_audio", {"huge_bytes": 5_000_000})
    with pytest.raises(OutcomeUnknownError):
        await heard(transcribers("gpt-transcribe"), recording)


async def test_a_server_that_cannot_be_reached_was_sent_nothing(recording: Recording) -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    nobody = OpenAITranscriber(None, base_url=url, model="m")
    with pytest.raises(ProviderUnavailableError):
        await heard(nobody, recording)
    await nobody.close()


async def test_nothing_is_sent_for_a_profile_that_wants_something_hidden(
    transcribers: Transcribers, stubs: StubProviders, recording: Recording
) -> None:
    hiding = TranscriptionSettings(entity_detection=("pci",), entity_redaction=("pci",))
    with pytest.raises(ProviderRefusedError, match="hide"):
        await heard(transcribers("gpt-transcribe"), recording, hiding)
    assert stubs.count("openai_audio") == 0
