"""A call whose words and answers both come over OpenAI's routes, from a stub in another process."""

from collections.abc import AsyncGenerator

import pytest

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_audio import OpenAITranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.services import Services, using
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall
from tests.stubs.running import StubProviders

KEY = GivenSecret("sk")


@pytest.fixture
async def services(
    stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Services]:
    """Services that take the stub for OpenAI itself."""
    for module in ("openai", "openai_audio"):
        monkeypatch.setattr(f"callinsight.adapters.{module}.OWN_HOST", "127.0.0.1")
    url = stubs.openai_url
    audio = OpenAITranscriber(KEY, base_url=url, model="gpt-transcribe")
    model = OpenAILanguageModel(KEY, base_url=url, route="auto")
    profile = a_profile(openai_model="gpt-6-luna", temperature=0.1, max_output_tokens=300)
    world = fake_services(
        transcriber=audio, language_model=model, profile_store=FakeProfileStore(profile)
    )
    with using(world):
        yield world
    await audio.close()
    await model.close()


async def test_a_call_completes_and_says_what_was_left_out_and_what_it_cost(
    services: Services, run_call: RunCall, stubs: StubProviders
) -> None:
    refused = {"status": 400, "body": {"error": {"param": "temperature"}}}
    stubs.script("openai", refused, {"incomplete": "max_output_tokens"})
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.kind == "Completed"
    assert outcome.call.transcript is not None
    assert outcome.call.transcript.dropped_settings == ("diarize",)
    assert outcome.call.analysis is not None
    made_by = outcome.call.analysis["provenance"]
    assert made_by["usage"]["requests"] == 2
    assert made_by["usage"]["reasoning_tokens"] == 32
    limits = [sent["body"]["max_output_tokens"] for sent in stubs.requests("openai")]
    assert limits == [300, 300, 600]
    heard = 0.0045  # a minute, however many channels were mixed
    fresh, cached, answered = 2 * (1200 - 1024), 2 * 1024, 2 * 64
    asked = (fresh * 0.10 + cached * 0.01 + answered * 0.50) / 1e6
    assert outcome.call.cost_usd == pytest.approx(heard + asked)


async def test_a_second_run_pays_for_nothing(
    services: Services, run_call: RunCall, stubs: StubProviders
) -> None:
    call = await a_call_with_audio(services)
    await run_call(call)
    paid = stubs.count("openai"), stubs.count("openai_audio")
    again = await run_call(call, run=a_run(call, key=None))
    assert again.kind == "Completed"
    assert (stubs.count("openai"), stubs.count("openai_audio")) == paid == (1, 1)
