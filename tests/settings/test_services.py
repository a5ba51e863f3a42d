"""The wiring: which classes the settings choose."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_profiles import DynamoDBProfileStore
from callinsight.adapters.elevenlabs import ElevenLabsJobTranscriber, ElevenLabsTranscriber
from callinsight.adapters.faster_whisper import FasterWhisperTranscriber
from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_audio import OpenAITranscriber
from callinsight.adapters.pocketsphinx import PocketsphinxTranscriber
from callinsight.domain.errors.deployment import EngineMissingError, SettingsError
from callinsight.domain.errors.provider import ProviderKeyError
from callinsight.domain.profile import PinnedProfile, TranscriptionSettings
from callinsight.domain.prompt import requests_of
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import LanguageModel
from callinsight.services import Services
from tests.adapters.conftest import BODY, BytesAudio, Guard
from tests.adapters.test_openai_audio_answers import RECORDING
from tests.builders import a_profile, settings
from tests.stubs.running import StubProviders

NOTHING_SAID = Transcript(engine="e", model="m", quality="final", duration_seconds=1.0, channels=1)
KEY, SECRET = {"elevenlabs_api_key": "k"}, {"elevenlabs_api_key_secret": "name"}
WEBHOOK = {"elevenlabs_webhook_id": "w"}
AUDIO = {"openai_audio_model": "gpt-transcribe", "openai_api_key": "k"}
ELSEWHERE = {"openai_audio_model": "small", "openai_audio_base_url": "http://127.0.0.1:8000/v1"}


class NoAws:
    """Stands for AWS where nobody may ask it: clients are made, and never used."""

    threads = secrets_manager = dynamodb = dynamodb_for_beats = object()


def wired(**fields: Any) -> Services:
    """Services as a process builds them, on an AWS that must not be asked."""
    return Services(settings(**fields), aws=NoAws())


async def ask(model: LanguageModel) -> bytes:
    """Send one request to a model."""

    async def before_send() -> None:
        return

    return await model.request(requests_of(a_profile(), NOTHING_SAID)[0], before_send)


@pytest.mark.parametrize(
    ("wanted", "fields", "chosen"),
    [
        ("auto", {}, PocketsphinxTranscriber),
        ("auto", WEBHOOK, PocketsphinxTranscriber),
        ("auto", KEY, ElevenLabsTranscriber),
        ("auto", SECRET, ElevenLabsTranscriber),
        ("auto", KEY | WEBHOOK, ElevenLabsJobTranscriber),
        ("elevenlabs", KEY, ElevenLabsTranscriber),
        ("elevenlabs", SECRET | WEBHOOK, ElevenLabsJobTranscriber),
        ("auto", KEY | AUDIO, ElevenLabsTranscriber),
        ("auto", AUDIO, OpenAITranscriber),
        ("auto", ELSEWHERE, OpenAITranscriber),
        ("openai", KEY | AUDIO, OpenAITranscriber),
        ("auto", {"faster_whisper_model": "no-such-model"}, PocketsphinxTranscriber),
        ("pocketsphinx", KEY | AUDIO, PocketsphinxTranscriber),
    ],
)
def test_the_keys_choose_the_transcriber(
    wanted: str, fields: dict[str, str], chosen: type[object]
) -> None:
    world = wired(callinsight_transcriber=wanted, **fields)
    assert type(world.transcriber) is chosen
    assert world.transcriber is world.transcriber


@pytest.mark.parametrize(
    ("wanted", "fields", "chosen"),
    [
        ("auto", {}, type(None)),
        ("auto", KEY, type(None)),
        ("auto", {"openai_api_key": "k"}, OpenAILanguageModel),
        ("auto", {"openai_api_key_secret": "name"}, OpenAILanguageModel),
        ("openai", {"openai_api_key": "k"}, OpenAILanguageModel),
        ("rules", {"openai_api_key": "k"}, type(None)),
    ],
)
def test_the_keys_choose_the_analyzer(
    wanted: str, fields: dict[str, str], chosen: type[object]
) -> None:
    assert type(wired(callinsight_analyzer=wanted, **fields).language_model) is chosen


@pytest.mark.parametrize(
    ("fields", "build", "name"),
    [
        ({"callinsight_transcriber": "elevenlabs"}, lambda w: w.transcriber, "ELEVENLABS_API_KEY"),
        ({"callinsight_transcriber": "openai"}, lambda w: w.transcriber, "OPENAI_AUDIO_MODEL"),
        ({"openai_audio_model": "m"}, lambda w: w.transcriber, "OPENAI_API_KEY"),
        ({"callinsight_analyzer": "openai"}, lambda w: w.language_model, "OPENAI_API_KEY"),
    ],
)
def test_an_engine_without_its_key_is_named(
    fields: dict[str, str], build: Callable[[Services], object], name: str
) -> None:
    with pytest.raises(SettingsError, match=rf"^The setting {name} is missing\.$"):
        build(wired(**fields))


@pytest.mark.parametrize(
    ("fields", "models", "audio_models"),
    [
        ({}, None, None),
        ({"openai_api_key": "k"}, True, None),
        ({"openai_api_key": "k", "callinsight_analyzer": "rules"}, None, None),
        (AUDIO, True, True),
        (KEY | AUDIO, True, None),
        (ELSEWHERE, None, False),
        (ELSEWHERE | {"openai_api_key": "k"}, True, False),
    ],
)
def test_only_servers_that_are_asked_have_a_list_of_models(
    fields: dict[str, str], models: bool | None, audio_models: bool | None
) -> None:
    world = wired(**fields)
    found = [world.model_catalogue, world.audio_catalogue]
    assert [lists and lists.is_openai for lists in found] == [models, audio_models]


def test_a_whisper_model_on_disk_comes_before_the_embedded_recogniser(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"weights")
    for wanted in ("auto", "faster-whisper"):
        world = wired(callinsight_transcriber=wanted, faster_whisper_model=str(tmp_path))
        assert type(world.transcriber) is FasterWhisperTranscriber


def test_a_whisper_model_that_is_asked_for_has_to_be_there() -> None:
    world = wired(callinsight_transcriber="faster-whisper")
    with pytest.raises(EngineMissingError, match="FASTER_WHISPER_MODEL"):
        _ = world.transcriber


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"openai_api_key": "secret"}, None),
        ({"openai_api_key": "secret", "openai_audio_api_key": "theirs"}, "Bearer theirs"),
    ],
)
async def test_the_key_of_openai_is_never_shown_to_another_audio_server(
    stubs: StubProviders, fields: dict[str, str], seen: str | None
) -> None:
    elsewhere = {"openai_audio_model": "local", "openai_audio_base_url": stubs.openai_url}
    engine = wired(**fields, **elsewhere).transcriber
    assert isinstance(engine, OpenAITranscriber)
    recording = RECORDING.model_copy(update={"size_bytes": len(BODY)})
    await engine.request(recording, BytesAudio(), TranscriptionSettings(), Guard())
    await engine.close()
    (sent,) = stubs.requests("openai_audio")
    assert sent["authorization"] == seen


async def test_without_a_table_the_shipped_default_serves_whatever_is_asked_for() -> None:
    world = wired(use_profiles=False, profile_fallback=False, default_profile_id="ours")
    assert await world.profiles.pin(None) == PinnedProfile(profile_id="ours", version=1)
    pinned = await world.profiles.pin("sales")
    assert (pinned.profile_id, pinned.fallback_from) == ("ours", "sales")
    profile = await world.profile_store.get("ours", pinned.version)
    assert profile is not None
    assert "summary" in (profile.fields or ())


def test_with_a_table_profiles_come_from_it(moto: AwsClients) -> None:
    assert isinstance(Services(settings(), aws=moto).profile_store, DynamoDBProfileStore)


async def test_a_key_that_is_kept_in_secrets_manager_reaches_the_provider(
    moto: AwsClients, stubs: StubProviders
) -> None:
    name = f"openai-{ULID()}"
    moto.secrets_manager.create_secret(Name=name, SecretString="sk-kept")
    stubs.keys(openai="sk-kept")
    fields = {"openai_api_key_secret": name, "openai_base_url": stubs.openai_url}
    kept = Services(settings(**fields), aws=moto).language_model
    given = Services(settings(**fields, openai_api_key="sk-given"), aws=moto).language_model
    assert isinstance(kept, OpenAILanguageModel)
    assert isinstance(given, OpenAILanguageModel)
    assert await ask(kept)
    with pytest.raises(ProviderKeyError):  # a key that is given comes first
        await ask(given)
    await asyncio.gather(kept.close(), given.close())


def test_engines_of_one_account_go_through_one_gate_and_other_servers_have_their_own() -> None:
    one = wired(**AUDIO, openai_api="chat", callinsight_transcriber="openai")
    assert one.gate_of("transcribe") is one.gate_of("analyze")
    apart = wired(**ELSEWHERE, openai_api_key="k", callinsight_transcriber="openai")
    assert apart.gate_of("transcribe") is not apart.gate_of("analyze")
    assert set(apart.gates) == {"openai", "openai-compatible:127.0.0.1:8000"}
