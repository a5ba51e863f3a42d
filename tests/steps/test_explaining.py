"""Requests made again from what is stored, compared with what a server received."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.analysis import Analysis
from callinsight.domain.call import Call
from callinsight.domain.errors.call import AnalysisNotFoundError, ResultMissingError
from callinsight.domain.explanation import ANOTHER_CODE
from callinsight.services import Services, using
from callinsight.steps.artifact_keys import artifact_key
from tests.builders import a_call_with_audio, a_profile, fake_services
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall
from tests.stubs.running import StubProviders

KEY = GivenSecret("sk")
LONG = (("agent", "hello " * 300), ("customer", 'ähm "refund" ' * 150))
QUESTIONS = {"summary": "What happened, in <one> line?", "resolved": "Was it sölved?"}


@pytest.fixture(params=["responses", "chat"])
async def services(
    request: pytest.FixtureRequest, stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Services]:
    """Services whose model is a stub in another process; of one route it is taken for OpenAI itself."""
    if request.param == "responses":
        monkeypatch.setattr("callinsight.adapters.openai.OWN_HOST", "127.0.0.1")
    model = OpenAILanguageModel(KEY, base_url=stubs.openai_url, route="auto")
    world = fake_services(language_model=model)
    with using(world):
        yield world
    await model.close()


async def an_analyzed_call(services: Services, run_call: RunCall, **profile: Any) -> Call:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    fields = {"openai_model": "gpt-6-luna", "prompts": QUESTIONS, **profile}
    store.stored["default", 1] = a_profile(**fields)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.kind == "Completed", outcome.failure
    assert outcome.call is not None
    return outcome.call


async def made_again(services: Services, call: Call) -> list[bytes | None]:
    """The bodies of all requests, each proven to be the same."""
    found = await services.explaining.explained(call.call_id)
    assert (found.problem, {each.is_same for each in found.requests}) == (None, {True})
    return [each.body for each in found.requests]


def received(stubs: StubProviders) -> list[bytes]:
    return [sent["raw"].encode() for sent in stubs.requests("openai")]


def kinds(call: Call) -> list[tuple[str, int, str | None]]:
    assert call.analysis is not None
    made = call.analysis["provenance"]["requests"]
    return [(each["kind"], each["number"], each["again"]) for each in made]


@pytest.mark.parametrize("at_once", [True, False])
async def test_questions_are_made_again_byte_for_byte(
    services: Services, run_call: RunCall, stubs: StubProviders, at_once: bool
) -> None:
    call = await an_analyzed_call(
        services, run_call, comprehensive_analysis=at_once, temperature=0.3, system_prompt="Ü\n"
    )
    assert kinds(call) == [("question", 1, None)] * (1 if at_once else 2)
    assert await made_again(services, call) == received(stubs)


async def test_parts_and_their_merges_are_made_again_byte_for_byte(
    services: Services, run_call: RunCall, stubs: StubProviders
) -> None:
    assert isinstance(services.transcriber, FakeTranscriber)
    services.transcriber.words = LONG
    call = await an_analyzed_call(services, run_call, part_characters=2_000)
    found = kinds(call)
    assert {kind for kind, _, _ in found} == {"part", "merge"}
    assert await made_again(services, call) == received(stubs)


async def test_a_repair_is_made_again_byte_for_byte(
    services: Services, run_call: RunCall, stubs: StubProviders
) -> None:
    stubs.script("openai", {"text": "no JSON"})
    call = await an_analyzed_call(services, run_call)
    assert kinds(call) == [("question", 1, None), ("question", 1, "repair")]
    assert await made_again(services, call) == received(stubs)


async def test_a_longer_request_and_one_without_a_refused_setting_are_made_again(
    services: Services, run_call: RunCall, stubs: StubProviders
) -> None:
    refused = {"status": 400, "body": {"error": {"param": "temperature"}}}
    stubs.script("openai", refused, {"incomplete": "max_output_tokens"})
    call = await an_analyzed_call(services, run_call, temperature=0.3, max_output_tokens=300)
    assert kinds(call) == [("question", 1, None), ("question", 1, "longer")]
    assert await made_again(services, call) == received(stubs)[1:]  # the first was refused


@pytest.fixture
async def made(services: Services, run_call: RunCall) -> Call:
    return await an_analyzed_call(services, run_call, comprehensive_analysis=False)


def rewritten(services: Services, call: Call, **made_by: Any) -> None:
    """Let the stored analysis say something else of its making."""
    assert isinstance(services.artifacts, FakeArtifactStore)
    assert call.analysis is not None
    key = call.analysis["artifact"]
    document = json.loads(services.artifacts.objects[key])
    document["provenance"] |= made_by
    services.artifacts.objects[key] = json.dumps(document).encode()


async def test_an_analysis_from_before_hashes_were_kept_is_made_again_and_says_so(
    services: Services, made: Call, stubs: StubProviders
) -> None:
    old = dict.fromkeys(("requests", "code_version", "transcript_artifact", "recording_version"))
    rewritten(services, made, **old)
    found = await services.explaining.explained(made.call_id)
    assert [each.body for each in found.requests] == received(stubs)
    assert [(each.is_same, each.made) for each in found.requests] == [(False, None)] * 2


async def test_an_erased_answer_is_named_and_the_other_questions_are_made_again(
    services: Services, made: Call
) -> None:
    assert isinstance(services.artifacts, FakeArtifactStore)
    first = Analysis.model_validate_json(services.artifacts.objects[_key(made)]).provenance.requests
    assert first is not None
    del services.artifacts.objects[artifact_key(made.call_id, "analyze", first[0].answer, "answer")]
    found = await services.explaining.explained(made.call_id)
    gone, there = found.requests
    assert (gone.body, there.is_same) == (None, True)
    assert gone.problem == f"The stored answer {first[0].answer} is not in the bucket any more."


async def test_whoever_explains_needs_no_key(
    services: Services, run_call: RunCall, stubs: StubProviders
) -> None:
    call = await an_analyzed_call(services, run_call)
    services.settings = services.settings.model_copy(update={"openai_base_url": stubs.openai_url})
    services.language_model = None
    assert await made_again(services, call) == received(stubs)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ({"engine": "another"}, "It was asked by another; the engine here is "),
        ({"profile_version": 7}, "The version of the profile does not exist any more."),
        ({"transcript_artifact": "artifacts/none"}, "The transcript's artifact is not in the"),
        ({"transcript_sha256": "0"}, "The call's transcript is another one by now."),
    ],
)
async def test_what_is_gone_is_named_for_every_request(
    services: Services, made: Call, gone: dict[str, Any], words: str
) -> None:
    rewritten(services, made, **gone)
    found = await services.explaining.explained(made.call_id)
    assert found.problem is not None
    assert found.problem.startswith(words)
    assert [(each.body, each.problem) for each in found.requests] == [(None, found.problem)] * 2


async def test_other_bytes_of_another_version_of_the_code_are_told(
    services: Services, made: Call
) -> None:
    assert made.analysis is not None
    first, second = made.analysis["provenance"]["requests"]
    rewritten(services, made, code_version="0.0.1", requests=[{**first, "sha256": "0"}, second])
    found = await services.explaining.explained(made.call_id)
    assert [each.problem for each in found.requests] == [ANOTHER_CODE, None]


async def test_what_was_not_sent_then_and_what_would_not_be_sent_now_are_told(
    services: Services, made: Call
) -> None:
    assert made.analysis is not None
    first, second = made.analysis["provenance"]["requests"]
    rewritten(services, made, requests=[first, {**second, "answer": "0" * 32}])
    found = await services.explaining.explained(made.call_id)
    assert [each.problem for each in found.requests] == [
        None, "it would not be sent today", "it was not sent then",
    ]  # fmt: skip


async def test_no_analysis_and_an_unknown_one_are_errors(services: Services, made: Call) -> None:
    with pytest.raises(ResultMissingError):
        await services.explaining.explained((await a_call_with_audio(services)).call_id)
    for unknown in ("0" * 32, "../secret"):
        with pytest.raises(AnalysisNotFoundError):
            await services.explaining.explained(made.call_id, unknown)


def _key(call: Call) -> str:
    assert call.analysis is not None
    key: str = call.analysis["artifact"]
    return key
