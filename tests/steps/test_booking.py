"""The ledger of a call: a line for each request that was, or may have been, paid."""

from typing import Any

import pytest

from callinsight.domain.analysis import Usage
from callinsight.domain.call import Call
from callinsight.domain.errors.provider import AmbiguousOutcomeError, BadOutputError
from callinsight.domain.ledger import LedgerLine
from callinsight.domain.reruns import rerun
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.ledger import FakeLedger
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall

PRICED, UNPRICED = "gpt-6-luna", "model-of-ours"


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.language_model


def _profile(services: Services, **fields: Any) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["default", 1] = a_profile(**{"openai_model": PRICED, **fields})


async def _lines(services: Services, call: Call) -> list[LedgerLine]:
    lines = await services.ledger.of_call(call.call_id)
    return sorted(lines, key=lambda line: (line.step != "transcribe", line.fingerprint, line.id))


async def test_each_step_has_a_line_and_their_sum_is_what_the_call_cost(
    services: Services, run_call: RunCall
) -> None:
    _profile(services)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    heard, read = await _lines(services, outcome.call)
    assert (heard.step, heard.provider, heard.model) == ("transcribe", "fake", "scribe_v2")
    assert heard.audio_seconds == 120  # a minute of stereo
    assert (read.step, read.model, read.profile_id, read.profile_version) == (
        "analyze",
        PRICED,
        "default",
        1,
    )
    assert read.usage is not None
    assert (read.usage.input_tokens, read.usage.cached_tokens) == (100, 40)
    assert {line.prices_as_of for line in (heard, read)} == {services.prices.as_of}
    assert heard.usd is not None
    assert read.usd is not None
    assert heard.usd + read.usd == pytest.approx(outcome.call.cost_usd)
    assert not any(line.assumed for line in (heard, read))


async def test_separate_questions_repairs_and_longer_answers_are_lines_of_their_own(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services, comprehensive_analysis=False)
    model.answer_with("no JSON")
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    lines = await _lines(services, outcome.call)
    assert len(lines) == 1 + model.paid_requests == 4


async def test_the_price_of_an_unknown_model_is_unknown_and_not_nothing(
    services: Services, run_call: RunCall
) -> None:
    _profile(services, openai_model=UNPRICED)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    read = (await _lines(services, outcome.call))[-1]
    assert (read.model, read.usd, read.prices_as_of) == (UNPRICED, None, None)
    assert read.usage is not None


async def test_the_price_of_a_long_prompt_is_unknown_and_not_that_of_a_short_one(
    services: Services,
    run_call: RunCall,
    model: FakeLanguageModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _profile(services)
    long = Usage(requests=1, input_tokens=300_000, output_tokens=10)
    monkeypatch.setattr(model, "usage", lambda _: long)
    outcome = await run_call(await a_call_with_audio(services))
    assert outcome.call is not None
    read = (await _lines(services, outcome.call))[-1]
    assert (read.model, read.usage, read.usd) == (PRICED, long, None)
    assert outcome.call.cost_usd is None


async def test_what_is_done_already_is_not_booked_again(
    services: Services, run_call: RunCall
) -> None:
    _profile(services)
    call = await a_call_with_audio(services)
    outcome = await run_call(call)
    assert outcome.call is not None
    before = await _lines(services, call)
    await services.calls.apply(rerun(outcome.call, services.clock(), from_step="persist"))
    await run_call(call)
    assert await _lines(services, call) == before


async def test_an_answer_that_never_came_is_booked_and_its_price_is_that_of_its_repeat(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services)
    model.fail_with(AmbiguousOutcomeError("reset"))
    call = await a_call_with_audio(services)
    await run_call(call)
    (unknown,) = (await _lines(services, call))[1:]
    assert (unknown.attempt, unknown.assumed, unknown.usd) == (1, True, None)
    await run_call(call, run=a_run(call, count=2))
    first, second = (await _lines(services, call))[1:]
    assert (first.attempt, first.assumed, second.attempt, second.assumed) == (1, True, 2, False)
    assert first.usd == second.usd is not None


async def test_a_request_whose_outcome_stays_unknown_is_told_without_a_price(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    _profile(services)
    model.fail_with(AmbiguousOutcomeError("reset"), times=2)
    call = await a_call_with_audio(services)
    for count in (1, 2, 3):
        outcome = await run_call(call, run=a_run(call, count=count))
    assert outcome.failure is not None
    assert outcome.failure.code == "outcome_unknown"
    lines = (await _lines(services, call))[1:]
    assert [(line.attempt, line.usd) for line in lines] == [(1, None), (2, None)]


async def test_an_answer_nobody_can_read_is_kept_and_booked_without_a_price(
    services: Services, run_call: RunCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise BadOutputError("no transcript")

    monkeypatch.setattr(FakeTranscriber, "read", unreadable)
    call = await a_call_with_audio(services)
    await run_call(call)
    await run_call(call, run=a_run(call, count=2))
    assert isinstance(services.transcriber, FakeTranscriber)
    assert services.transcriber.paid_requests == 1
    (line,) = await _lines(services, call)
    assert (line.usd, line.assumed) == (None, False)


async def test_a_request_that_nobody_asks_for_any_more_is_booked_without_a_price(
    services: Services, run_call: RunCall, model: FakeLanguageModel
) -> None:
    """Its process died, and then another version was wanted."""
    _profile(services)
    model.fail_with(AmbiguousOutcomeError("killed"))
    call = await a_call_with_audio(services)
    await run_call(call)
    await _forget_lines(services, call, "analyze")  # as if the process had died before it
    _profile(services, system_prompt="Another one.")
    outcome = await run_call(call, run=a_run(call, count=2))
    assert outcome.kind == "Completed"
    lines = (await _lines(services, call))[1:]
    assert sorted((line.assumed, line.usd is None, line.model) for line in lines) == [
        (False, False, PRICED),
        (True, True, PRICED),
    ]


async def _forget_lines(services: Services, call: Call, step: str) -> None:
    assert isinstance(services.ledger, FakeLedger)
    for line in await services.ledger.of_call(call.call_id):
        if line.step == step:
            del services.ledger.lines[line.id]
