"""What a stored analysis says of its making."""

import hashlib
import json

from callinsight.code_version import code_version
from callinsight.domain.analysis import Analysis
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import RunCall


async def test_an_analysis_names_the_audio_the_engines_the_schema_and_the_code(
    services: Services, run_call: RunCall
) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(fields=["issues"], prompts={})
    assert isinstance(services.language_model, FakeLanguageModel)
    services.language_model.answer_with(json.dumps({"issues": [], "unanswerable": []}))
    call = await a_call_with_audio(services)
    outcome = await run_call(call)
    assert outcome.call is not None
    assert call.recording is not None
    assert outcome.call.transcript is not None
    assert isinstance(services.recordings, FakeRecordingStore)
    made_by = Analysis.model_validate(_without_artifact(outcome.call.analysis)).provenance
    async with services.recordings.local_copy(call.recording) as path:
        assert made_by.audio_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made_by.recording_version == call.recording.version
    assert made_by.transcript_artifact == outcome.call.transcript.artifact
    assert (made_by.transcription_engine, made_by.transcription_model) == ("fake", "scribe_v2")
    assert (made_by.answer_schema, made_by.code_version) == ("call_analysis.v1", code_version())


async def test_an_analysis_names_each_request_with_the_hash_of_its_bytes(
    services: Services, run_call: RunCall
) -> None:
    model, store = services.language_model, services.profile_store
    assert isinstance(model, FakeLanguageModel)
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(comprehensive_analysis=False)
    model.answer_with("no JSON")
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    made = Analysis.model_validate(_without_artifact(outcome.call.analysis)).provenance.requests
    assert made is not None
    assert [(each.question, each.kind, each.again) for each in made] == [
        ("summary", "question", None),
        ("summary", "question", "repair"),
        ("resolved", "question", None),
    ]
    sent = [model.sent(request) for request in model.requests]
    assert [each.sha256 for each in made] == [hashlib.sha256(body).hexdigest() for body in sent]
    assert [each.size_bytes for each in made] == [len(body) for body in sent]


def _without_artifact(analysis: dict[str, object] | None) -> dict[str, object]:
    assert analysis is not None
    return {name: value for name, value in analysis.items() if name != "artifact"}


async def test_a_request_whose_answer_was_found_says_so(
    services: Services, run_call: RunCall
) -> None:
    model, store = services.language_model, services.profile_store
    assert isinstance(model, FakeLanguageModel)
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(comprehensive_analysis=False)
    model.fail_with(ServiceUnavailableError("away"), after=1)
    call = await a_call_with_audio(services)
    await run_call(call)
    parked = await services.calls.get(call.call_id)
    assert parked is not None
    outcome = await run_call(call, run=a_run(parked, key=None))
    assert outcome.call is not None
    made = Analysis.model_validate(_without_artifact(outcome.call.analysis)).provenance.requests
    assert made is not None
    assert [each.found for each in made] == [True, False]
