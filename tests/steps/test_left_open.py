"""Requests that dead processes left open, and whose place another one takes: none is lost in the ledger."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from callinsight.domain.call import Call, OpenRequest, ProviderJob
from callinsight.domain.ledger import LedgerLine, Spending
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.reruns import rerun
from callinsight.domain.transitions import change
from callinsight.services import Services
from callinsight.steps.executions import Outcome
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.fakes.engines import FakeJobTranscriber, FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

MODEL = "gpt-6-luna"
Again = Callable[..., Awaitable[Outcome]]


class Killed(BaseException):
    """The process dies."""


def _profiles(second: dict[str, Any]) -> FakeProfileStore:
    profiles = FakeProfileStore(
        a_profile(version=1, openai_model=MODEL),
        a_profile(version=2, **{"openai_model": MODEL, **second}),
    )
    profiles.pointers["default"] = 1
    return profiles


def _pinned(version: int) -> PinnedProfile:
    return PinnedProfile(profile_id="default", version=version)


@pytest.fixture
def world() -> Services:
    """Two versions that ask alike, of which one has another prompt."""
    return fake_services(profile_store=_profiles({"system_prompt": "Be brief."}))


def dies_after(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process die once, as soon as a request of an engine was answered."""
    engine, name = request.__self__, request.__name__

    async def answered(*asked: Any) -> bytes:
        await request(*asked)
        monkeypatch.setattr(engine, name, request)
        raise Killed

    monkeypatch.setattr(engine, name, answered)


async def dead(world: Services, call: Call) -> None:
    """Run a call in a process that dies."""
    stored = await world.reruns.existing(call.call_id)
    with pytest.raises(Killed):
        await run_once(world, call.call_id, a_run(stored))


async def with_version(world: Services, call: Call, version: int) -> Outcome:
    """Have a call done with a version, and keep what there is."""
    stored, pinned = await world.reruns.existing(call.call_id), _pinned(version)
    again = rerun(stored, world.clock(), from_step="persist", profile=pinned)
    await world.calls.apply(again)
    return await run_once(world, call.call_id, a_run(await world.reruns.existing(call.call_id)))


async def lines(world: Services, call: Call, step: str = "analyze") -> list[LedgerLine]:
    found = [line for line in await world.ledger.of_call(call.call_id) if line.step == step]
    return sorted(found, key=lambda line: (line.profile_version, line.attempt))


def told(found: list[LedgerLine]) -> list[tuple[int, int, str, bool, bool]]:
    return [
        (line.profile_version, line.attempt, line.model, line.assumed, line.usd is None)
        for line in found
    ]


async def sums(world: Services) -> list[Spending]:
    return list((await world.ledger.of_day(world.clock().date())).values())


def model_of(world: Services) -> FakeLanguageModel:
    assert isinstance(world.language_model, FakeLanguageModel)
    return world.language_model


async def test_a_request_that_is_asked_again_after_another_version_is_a_request_of_its_own(
    world: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version 1 dies, version 2 takes its place, version 1 asks once more: three are paid."""
    call, model = await a_call_with_audio(world), model_of(world)
    dies_after(model.request, monkeypatch)
    await dead(world, call)
    for version in (2, 1):
        assert (await with_version(world, call, version)).kind == "Completed"
    assert model.paid_requests == 3
    assert told(await lines(world, call)) == [
        (1, 1, MODEL, True, False),
        (1, 2, MODEL, False, False),
        (2, 1, MODEL, False, False),
    ]
    assert sum(await sums(world), Spending()).requests == 1 + 3
    assert all(spent.requests > 0 and spent.unknown == 0 for spent in await sums(world))


async def test_what_was_left_open_is_booked_under_the_version_that_asked(
    world: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, model = await a_call_with_audio(world), model_of(world)
    dies_after(model.request, monkeypatch)
    await dead(world, call)
    await with_version(world, call, 2)
    first, second = await lines(world, call)
    assert told([first, second]) == [(1, 1, MODEL, True, True), (2, 1, MODEL, False, False)]
    assert first.provider == second.provider == "fake"


async def test_a_request_is_sent_twice_at_the_most_whatever_comes_in_between(
    world: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, model = await a_call_with_audio(world), model_of(world)
    dies_after(model.request, monkeypatch)
    await dead(world, call)
    await with_version(world, call, 2)
    dies_after(model.request, monkeypatch)
    with pytest.raises(Killed):
        await with_version(world, call, 1)
    await with_version(world, call, 2)  # its analysis is there
    outcome = await with_version(world, call, 1)
    assert outcome.failure is not None
    assert outcome.failure.code == "outcome_unknown"
    assert model.paid_requests == 3
    assert Counter(line.profile_version for line in await lines(world, call)) == {1: 2, 2: 1}


async def test_an_answer_that_is_kept_is_no_request_left_open(
    world: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the answer's artifact and its next write."""
    call, model = await a_call_with_audio(world), model_of(world)
    real = world.artifacts.put

    async def put(key: str, body: bytes) -> None:
        await real(key, body)
        if "/analyze/" in key:
            monkeypatch.setattr(world.artifacts, "put", real)
            raise Killed

    monkeypatch.setattr(world.artifacts, "put", put)
    await dead(world, call)
    for version in (2, 1):
        outcome = await with_version(world, call, version)
    assert outcome.call is not None
    assert (outcome.call.duplicate_spend, model.paid_requests) == ({}, 2)
    assert len(await lines(world, call)) == 2


async def test_separate_questions_take_no_place_of_answered_ones(world: Services) -> None:
    await world.profile_store.add(a_profile(version=3, comprehensive_analysis=False))
    call = await a_call_with_audio(world, profile_version=3)
    outcome = await run_once(world, call.call_id, a_run(call))
    assert outcome.call is not None
    assert outcome.call.duplicate_spend == {}
    assert model_of(world).paid_requests == len(await lines(world, call)) == 2


async def test_the_repeat_of_another_version_leaves_the_first_request_where_it_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both versions hear alike, so that the second one repeats the request of the first."""
    world = fake_services(profile_store=_profiles({"system_prompt": "Be brief."}))
    call, transcriber = await a_call_with_audio(world), world.transcriber
    assert isinstance(transcriber, FakeTranscriber)
    dies_after(transcriber.request, monkeypatch)
    await dead(world, call)
    await with_version(world, call, 2)
    assert told(await lines(world, call, "transcribe")) == [
        (1, 1, "scribe_v2", True, False),
        (2, 2, "scribe_v2", False, False),
    ]
    assert all(spent.requests > 0 for spent in await sums(world))


async def test_a_job_whose_place_another_one_takes_is_booked_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transcriber = FakeJobTranscriber()
    hears_otherwise = {"transcription": {"language": "de"}}
    world = fake_services(profile_store=_profiles(hears_otherwise), transcriber=transcriber)
    call = await a_call_with_audio(world)
    dies_after(transcriber.collect, monkeypatch)
    await dead(world, call)
    await with_version(world, call, 2)
    found = await lines(world, call, "transcribe")
    assert told(found) == [(1, 1, "scribe_v2", True, True), (2, 1, "scribe_v2", False, False)]
    await with_version(world, call, 1)
    assert transcriber.paid_requests == 3
    assert told(await lines(world, call, "transcribe")) == [
        (1, 1, "scribe_v2", True, False),
        (1, 2, "scribe_v2", False, False),
        (2, 1, "scribe_v2", False, False),
    ]


async def test_the_answer_of_a_job_that_was_given_up_is_no_second_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A webhook brings it after all, and the first version is wanted again."""
    transcriber = FakeJobTranscriber()
    hears_otherwise = {"transcription": {"language": "de"}}
    world = fake_services(profile_store=_profiles(hears_otherwise), transcriber=transcriber)
    call = await a_call_with_audio(world)
    dies_after(transcriber.collect, monkeypatch)
    await dead(world, call)
    left = (await world.reruns.existing(call.call_id)).job
    assert left is not None
    await with_version(world, call, 2)
    key = f"artifacts/{call.call_id}/transcribe/{left.fingerprint}.answer.json"
    await world.artifacts.put(key, transcriber.results[left.id])
    await with_version(world, call, 1)
    assert transcriber.paid_requests == 2
    assert told(await lines(world, call, "transcribe")) == [
        (1, 1, "scribe_v2", False, False),
        (2, 1, "scribe_v2", False, False),
    ]


@pytest.mark.parametrize("left", ["request_open", "job"])
async def test_what_an_older_release_left_open_is_booked_as_far_as_it_is_known(
    world: Services, left: str
) -> None:
    call = await a_call_with_audio(world)
    values = {"step": "transcribe", "fingerprint": "f" * 32, "at": world.clock()}
    older = OpenRequest(**values) if left == "request_open" else ProviderJob(id="j", **values)
    write = change(call, world.clock(), **{left: older})  # type: ignore[arg-type]
    await world.calls.apply(write)
    await with_version(world, call, 1)
    unknown, _ = sorted(await lines(world, call, "transcribe"), key=lambda each: each.provider)[
        ::-1
    ]
    assert (unknown.provider, unknown.model, unknown.usd) == ("unknown", "unknown", None)
