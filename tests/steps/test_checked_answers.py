"""Answers on their way to the record: checked, long calls read in parts, each part paid once."""

import json
from typing import Any

import pytest

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.eval.parts import coverage
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall

SAID = {"text": "t", "said_by": "customer", "quote": "i want a refund", "confidence": 1.0}


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.language_model


def _profile(services: Services, **fields: Any) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(prompts={}, **fields)


def _answer(**fields: Any) -> str:
    return json.dumps({"unanswerable": [], **fields})


async def _analysis(services: Services, run_call: RunCall) -> dict[str, Any]:
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    assert outcome.call.analysis is not None
    return outcome.call.analysis


async def test_every_claim_on_the_record_is_verified_or_flagged(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services, fields=["issues", "summary"])
    issues = [{**SAID, "turn_ids": [2]}, {**SAID, "turn_ids": [1]}]
    reasons = [{"field": "summary", "reason": "unclear"}]
    model.answer_with(json.dumps({"issues": issues, "summary": None, "unanswerable": reasons}))
    analysis = await _analysis(services, run_call)
    good, bad = analysis["answers"]["issues"]
    assert (good["verified"], bad["verified"], bad["problem"]) == (True, False, "not_said")
    assert good["start"] is not None
    assert [finding["path"] for finding in analysis["findings"]] == ["/issues/1"]
    assert analysis["unanswerable"] == [{"field": "summary", "reason": "unclear"}]
    assert analysis["coverage"] == {"turns": 2, "read": 2, "parts": 1}


async def test_a_dropped_claim_leaves_a_null_with_its_reason(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services, fields=["reason_for_call"], unverified_claims="drop")
    model.answer_with(_answer(reason_for_call={**SAID, "turn_ids": [1]}))
    analysis = await _analysis(services, run_call)
    assert analysis["answers"] == {"reason_for_call": None}
    assert analysis["unanswerable"] == [{"field": "reason_for_call", "reason": "unverified"}]
    assert [finding["dropped"] for finding in analysis["findings"]] == [True]


async def test_free_text_is_never_stored_as_a_result(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services, fields=["issues"])
    model.answer_with("The customer wants a refund.", _answer(issues="a refund"))
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.failure is not None
    assert (outcome.failure.code, model.paid_requests) == ("bad_output", 2)
    assert outcome.call is not None
    assert outcome.call.analysis is None


async def test_separate_answers_keep_the_reasons_of_each(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services, fields=["agent", "customer"], comprehensive_analysis=False)
    for field, reason in (("agent", "unclear"), ("customer", "not_applicable")):
        reasons = [{"field": field, "reason": reason}]
        model.answer_with(json.dumps({"answer": {field: None, "unanswerable": reasons}}))
    analysis = await _analysis(services, run_call)
    assert analysis["unanswerable"] == [
        {"field": "agent", "reason": "unclear"},
        {"field": "customer", "reason": "not_applicable"},
    ]


async def test_a_part_that_was_answered_is_not_paid_again(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services, fields=["issues"], part_characters=2_000)
    transcriber = services.transcriber
    transcriber.words = (("agent", "hello " * 300), ("customer", "refund " * 300))  # type: ignore[union-attr]
    model.fail_with(ServiceUnavailableError("away"), after=1)
    call = await a_call_with_audio(services)
    first = await run_call(call)
    assert (first.kind, model.paid_requests) == ("Parked", 1)
    again = await services.calls.get(call.call_id)
    assert again is not None
    done = await run_call(call, run=a_run(again, key=None))
    assert done.call is not None
    assert done.call.analysis is not None
    parts = done.call.analysis["coverage"]["parts"]
    assert parts > 1
    inputs = [request.input for request in model.requests]
    assert len(inputs) == len(set(inputs)) == model.paid_requests
    assert inputs[-1].startswith("<answers>")


def test_a_three_hour_call_is_read_to_its_last_words() -> None:
    assert all(figure.is_good for figure in coverage.measure())
