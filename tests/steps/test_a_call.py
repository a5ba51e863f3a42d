"""A call from its recording to its outcome."""

import json

import pytest

from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ProviderKeyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.reruns import rerun
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel, FakeSoundProbe, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall


@pytest.fixture
def transcriber(services: Services) -> FakeTranscriber:
    engine = services.transcriber
    assert isinstance(engine, FakeTranscriber)
    return engine


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    engine = services.language_model
    assert isinstance(engine, FakeLanguageModel)
    return engine


async def test_a_call_passes_every_status_and_ends_with_its_results(
    services: Services, run_call: RunCall
) -> None:
    call = await a_call_with_audio(services)
    outcome = await run_call(call)
    done = await services.calls.get(call.call_id)
    assert done is not None
    assert (outcome.kind, done.status) == ("Completed", Status.COMPLETED)
    assert [entry.status.value for entry in done.history] == [
        "Queued", "READING", "PREPARING", "TRANSCRIBING", "TRANSCRIBED", "Analyzing", "Completed",
    ]  # fmt: skip
    assert done.transcript is not None
    assert done.transcript.turns == 2
    assert done.analysis is not None
    assert done.analysis["answers"] == {"summary": "an answer", "resolved": "an answer"}
    assert done.metrics is not None
    assert set(done.metrics["talk_time_seconds"]) == {"agent", "customer"}
    assert set(done.steps) == {"fetch_audio", "transcribe", "analyze", "persist"}
    assert (done.owner, done.due_at, done.request_open) == (None, None, None)


async def test_each_paid_request_is_made_once(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber, model: FakeLanguageModel
) -> None:
    await run_call(await a_call_with_audio(services))
    assert (transcriber.paid_requests, model.paid_requests) == (1, 1)


async def test_a_retry_after_a_failed_analysis_does_not_pay_for_the_transcript_again(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber, model: FakeLanguageModel
) -> None:
    call = await a_call_with_audio(services)
    model.fail_with(ProviderRefusedError("no"))
    failed = await run_call(call)
    assert failed.failure is not None
    assert (failed.failure.step, failed.failure.code) == ("analyze", "provider_refused")

    again = await run_call(call, run=a_run(call, count=2))
    assert again.kind == "Completed"
    assert (transcriber.paid_requests, model.paid_requests) == (1, 1)
    done = await services.calls.get(call.call_id)
    assert done is not None
    assert done.steps["transcribe"].reused
    assert not done.steps["analyze"].reused


async def test_a_custom_run_of_a_completed_call_pays_nothing(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber, model: FakeLanguageModel
) -> None:
    call = await a_call_with_audio(services)
    await run_call(call)
    outcome = await run_call(call, run=a_run(call, key=None))
    assert outcome.kind == "Completed"
    assert outcome.call is not None
    assert outcome.call.attempt == 2
    assert (transcriber.paid_requests, model.paid_requests) == (1, 1)


async def test_a_run_of_an_older_attempt_touches_nothing(
    services: Services, run_call: RunCall
) -> None:
    call = await a_call_with_audio(services)
    older = a_run(call)
    await services.calls.apply(rerun(call, services.clock(), from_step="persist"))
    before = await services.calls.get(call.call_id)
    assert (await run_call(call, run=older)).kind == "Superseded"
    assert await services.calls.get(call.call_id) == before


async def test_a_rerun_from_a_step_does_that_step_and_the_later_ones_again(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber, model: FakeLanguageModel
) -> None:
    call = await a_call_with_audio(services)
    await run_call(call)
    for step, paid in [("analyze", (1, 2)), ("transcribe", (2, 3)), ("persist", (2, 3))]:
        seen = await services.calls.get(call.call_id)
        assert seen is not None
        await services.calls.apply(rerun(seen, services.clock(), from_step=step))  # type: ignore[arg-type]
        assert (await run_call(call)).kind == "Completed"
        assert (transcriber.paid_requests, model.paid_requests) == paid


async def test_pressing_retry_after_a_rerun_does_not_pay_again(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    call = await a_call_with_audio(services)
    await run_call(call)
    seen = await services.calls.get(call.call_id)
    assert seen is not None
    await services.calls.apply(rerun(seen, services.clock(), from_step="analyze"))
    await run_call(call)
    await run_call(call, run=a_run(call, count=2))
    assert model.paid_requests == 2


async def test_a_temporary_refusal_is_tried_again_within_the_step(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber
) -> None:
    call = await a_call_with_audio(services)
    transcriber.fail_with(RateLimitedError("slow down", 1.0), times=2)
    outcome = await run_call(call, tries=3)
    assert outcome.kind == "Completed"
    assert outcome.call is not None
    assert outcome.call.steps["transcribe"].tries == 3
    assert outcome.call.duplicate_spend == {}


async def test_an_outage_parks_the_call_and_a_later_run_completes_it(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber
) -> None:
    call = await a_call_with_audio(services)
    transcriber.fail_with(ProviderUnavailableError("down", 300.0))
    parked = await run_call(call)
    assert parked.kind == "Parked"
    assert parked.call is not None
    assert (parked.call.status, parked.call.status_reason) == (
        Status.QUEUED,
        "provider_unavailable",
    )
    assert parked.call.due_at is not None
    assert (parked.call.due_at - services.clock()).total_seconds() > 290
    assert (await run_call(call)).kind == "Completed"


async def test_one_ambiguous_outcome_is_repeated_and_counted(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber
) -> None:
    call = await a_call_with_audio(services)
    transcriber.fail_with(AmbiguousOutcomeError("no answer"))
    outcome = await run_call(call, tries=2)
    assert outcome.kind == "Completed"
    assert outcome.call is not None
    assert list(outcome.call.duplicate_spend.values()) == [1]


async def test_a_second_ambiguous_outcome_fails_the_call_and_retry_pays_nothing(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber
) -> None:
    call = await a_call_with_audio(services)
    transcriber.fail_with(AmbiguousOutcomeError("no answer"), times=2)
    outcome = await run_call(call, tries=5)
    assert outcome.failure is not None
    assert outcome.failure.code == "outcome_unknown"
    retried = await run_call(call, run=a_run(call, count=2))
    assert retried.failure is not None
    assert retried.failure.code == "outcome_unknown"
    assert transcriber.paid_requests == 0

    seen = await services.calls.get(call.call_id)
    assert seen is not None
    await services.calls.apply(rerun(seen, services.clock(), from_step="transcribe"))
    assert (await run_call(call)).kind == "Completed"
    assert transcriber.paid_requests == 1


async def test_a_wrong_key_fails_the_call_with_code_and_hint(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber
) -> None:
    call = await a_call_with_audio(services)
    transcriber.fail_with(ProviderKeyError("It refuses our key."))
    outcome = await run_call(call, tries=5)
    assert outcome.failure is not None
    assert outcome.failure.code == "provider_key_rejected"
    assert "ELEVENLABS_API_KEY" in outcome.failure.hint
    assert transcriber.paid_requests == 0


async def test_unreadable_audio_fails_before_anything_is_paid(
    services: Services, run_call: RunCall, transcriber: FakeTranscriber
) -> None:
    probe = services.sound_probe
    assert isinstance(probe, FakeSoundProbe)
    probe.error = RecordingUnreadableError("It is not audio.")
    outcome = await run_call(await a_call_with_audio(services), tries=5)
    assert outcome.failure is not None
    assert (outcome.failure.step, outcome.failure.code) == ("fetch_audio", "recording_unreadable")
    assert transcriber.paid_requests == 0


async def test_an_unexpected_error_is_internal_and_its_text_is_not_stored(
    services: Services,
    run_call: RunCall,
    transcriber: FakeTranscriber,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("the customer said canary")

    monkeypatch.setattr(transcriber, "read", broken)
    call = await a_call_with_audio(services)
    outcome = await run_call(call)
    assert outcome.failure is not None
    assert outcome.failure.code == "internal"
    stored = await services.calls.get(call.call_id)
    assert "canary" not in str(stored)


async def test_separate_prompts_are_asked_one_by_one_behind_the_same_prefix(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(comprehensive_analysis=False, temperature=0.1)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.kind == "Completed"
    first, second = model.requests
    assert first.system == second.system
    assert first.output_schema == second.output_schema
    assert first.input.rpartition("Question")[0] == second.input.rpartition("Question")[0]
    assert (first.name, second.name) == ("summary", "resolved")
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert outcome.call.analysis["mode"] == "separate"
    assert outcome.call.analysis["provenance"]["temperature"] == 0.1


async def test_a_failed_separate_question_does_not_pay_the_answered_ones_again(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(comprehensive_analysis=False)
    call = await a_call_with_audio(services)
    model.answer_with('{"answer": {"summary": "first"}}')
    model.fail_with(ProviderRefusedError("no"), after=1)
    await run_call(call)
    assert model.paid_requests == 1
    outcome = await run_call(call, run=a_run(call, count=2))
    assert model.paid_requests == 2
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert outcome.call.analysis["answers"]["summary"] == "first"


async def test_an_answer_to_another_question_is_none_and_asked_for_once_more(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(comprehensive_analysis=False)
    model.answer_with('{"answer": {"resolved": "yes"}}', '{"answer": {"summary": "mended"}}')
    outcome = await run_call(await a_call_with_audio(services))
    assert model.paid_requests == 3
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert outcome.call.analysis["answers"]["summary"] == "mended"


async def test_an_answer_that_does_not_fit_is_repaired_once(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    model.answer_with("I think it went well.", '{"summary": "ok", "resolved": null}')
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert outcome.call.analysis["answers"] == {"summary": "ok", "resolved": None}
    assert outcome.call.analysis["unanswerable"] == [{"field": "resolved", "reason": "not_in_call"}]
    assert outcome.call.analysis["provenance"]["usage"]["requests"] == 2


@pytest.mark.parametrize(
    "text", ["words", '{"summary": NaN}', '{"other": 1}', "[]", "", "[" * 9999]
)
async def test_free_text_is_never_stored_as_a_result(
    text: str, services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    model.answer_with(text, text)
    call = await a_call_with_audio(services)
    outcome = await run_call(call, tries=5)
    assert outcome.failure is not None
    assert outcome.failure.code == "bad_output"
    assert model.paid_requests == 2
    await run_call(call, run=a_run(call, count=2))
    assert model.paid_requests == 2


async def test_a_large_analysis_stays_in_its_artifact(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    model.answer_with(json.dumps({"summary": "long " * 40_000, "resolved": None}))
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    assert set(outcome.call.analysis) == {"artifact", "listed"}
    assert await services.artifacts.get(outcome.call.analysis["artifact"]) is not None
