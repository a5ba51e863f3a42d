"""Many calls are analyzed anew with a version of a profile: once each, slowly, and nothing is heard again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from callinsight.domain.call import Call
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.domain.errors.reanalysis import ReanalysisEndedError, ReanalysisNotFoundError
from callinsight.domain.reanalysis import Chosen, Reanalysis
from callinsight.domain.status import Status
from callinsight.reanalysis_plans import Plans
from callinsight.reanalyzing import Reanalyzing
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile, a_run
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.reanalyses import FakeJobRuns
from tests.steps.conftest import run_once
from tests.steps.test_estimates import USD, a_done_call, ledger_says


class Killed(BaseException):
    """The process dies."""


@dataclass
class Pauses:
    """How long the driver waited after each call, and what happens meanwhile."""

    seconds: list[float] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if self.meanwhile is not None:
            await self.meanwhile()


@pytest.fixture
def pauses(services: Services) -> Pauses:
    """Nothing waits; version 2 is what calls are analyzed with anew."""
    pauses = Pauses()
    asyncio.run(services.profile_store.add(a_profile(version=2, system_prompt="Be brief.")))
    services.reanalyzing = Reanalyzing(
        services.calls,
        services.reanalysis_store,
        services.reanalyses,
        services.profile_store,
        Plans(services.profile_store, services.foresight),
        services.estimates,
        services.clock,
        pauses,
    )
    return pauses


async def a_job(services: Services, version: int = 2, **fields: Any) -> Reanalysis:
    chosen = Chosen.model_validate(fields.pop("chosen", {}))
    profile, _ = await services.reanalyzing.outlook(chosen, "default", version)
    fields = {"per_minute": 60, "author": "ann", **fields}
    return await services.reanalyses.begin(chosen, profile, **fields)


async def driven(services: Services, job: Reanalysis) -> Reanalysis:
    """Drive a job as its flow does, until it is over or stopped."""
    now = job
    while now.state == "Running" and now.drive == job.drive:
        now = await services.reanalyzing.advance(job.job_id, job.drive)
    return now


async def finished(services: Services, call: Call) -> Call:
    """Let the run of a queued call go to its end."""
    stored = await services.reruns.existing(call.call_id)
    assert stored.status is Status.QUEUED
    await run_once(services, call.call_id, a_run(stored))
    return await services.reruns.existing(call.call_id)


def paid(services: Services) -> tuple[int, int]:
    assert isinstance(services.transcriber, FakeTranscriber)
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.transcriber.paid_requests, services.language_model.paid_requests


async def test_each_call_is_analyzed_once_and_none_is_transcribed(
    services: Services, pauses: Pauses
) -> None:
    calls = [await a_done_call(services) for _ in range(3)]
    assert paid(services) == (3, 3)
    job = await driven(services, await a_job(services))
    assert (job.state, job.queued, job.skipped) == ("Completed", 3, {})
    done = [await finished(services, call) for call in calls]
    assert paid(services) == (3, 6)
    assert {call.profile_version for call in done} == {2}
    assert [[each.profile_version for each in call.analyses] for call in done] == [[1, 2]] * 3


async def test_queued_calls_wait_behind_live_ones_at_the_rate_of_the_job(
    services: Services, pauses: Pauses
) -> None:
    calls = [await a_done_call(services) for _ in range(2)]
    await driven(services, await a_job(services, per_minute=12))
    assert pauses.seconds == [5.0, 5.0]
    queued = await services.reruns.existing(calls[0].call_id)
    assert (queued.priority, queued.lane) == ("backfill", "backfill")
    await finished(services, calls[0])
    again = await services.reruns.rerun(calls[0].call_id, from_step="analyze")
    assert again.lane == "live"


async def test_after_a_kill_a_job_goes_on_and_repeats_no_call(
    services: Services, pauses: Pauses
) -> None:
    calls = [await a_done_call(services) for _ in range(5)]
    job = await a_job(services)

    async def die() -> None:
        if len(pauses.seconds) == 3:
            raise Killed

    pauses.meanwhile = die
    with pytest.raises(Killed):
        await driven(services, job)
    queued = [c for c in calls if (await services.reruns.existing(c.call_id)).attempt == 2]
    assert len(queued) == 3
    await finished(services, queued[0])  # one of them is even done before the job goes on
    again = await driven(services, await services.reanalyses.resume(job.job_id))
    assert (again.state, again.queued, again.skipped) == ("Completed", 5, {})
    attempts = [(await services.reruns.existing(call.call_id)).attempt for call in calls]
    assert attempts == [2] * 5


async def test_a_driver_that_was_thought_dead_writes_nothing_to_the_job_any_more(
    services: Services, pauses: Pauses
) -> None:
    for _ in range(3):
        await a_done_call(services)
    job = await a_job(services)

    async def resume() -> None:
        pauses.meanwhile = None
        await services.reanalyses.resume(job.job_id)

    pauses.meanwhile = resume
    seen = await driven(services, job)
    assert (seen.drive, seen.queued, len(pauses.seconds)) == (1, 0, 1)
    assert (await driven(services, seen)).queued == 3
    assert len(pauses.seconds) == 3


async def test_a_paused_job_queues_nothing_until_it_is_resumed_and_a_cancelled_one_never(
    services: Services, pauses: Pauses
) -> None:
    for _ in range(4):
        await a_done_call(services)
    job = await a_job(services)

    async def pause() -> None:
        pauses.meanwhile = None
        await services.reanalyses.pause(job.job_id)

    pauses.meanwhile = pause
    paused = await driven(services, job)
    assert (paused.state, len(pauses.seconds)) == ("Paused", 1)
    assert (await services.reanalyzing.advance(job.job_id, job.drive)).state == "Paused"
    assert (await driven(services, await services.reanalyses.resume(job.job_id))).queued == 4
    other = await services.reanalyses.cancel((await a_job(services, 1)).job_id)
    assert (await driven(services, other)).state == "Cancelled"
    with pytest.raises(ReanalysisEndedError):
        await services.reanalyses.resume(other.job_id)
    with pytest.raises(ReanalysisNotFoundError):
        await services.reanalyses.pause("nobody")


async def test_calls_that_cannot_be_analyzed_without_harm_are_left_alone_and_told(
    services: Services, pauses: Pauses
) -> None:
    done = await a_done_call(services)
    waiting = await a_call_with_audio(services)
    draft = await a_done_call(services)
    assert draft.transcript is not None
    services.calls.records[draft.call_id]["transcript"]["quality"] = "draft"  # type: ignore[attr-defined]
    job = await driven(services, await a_job(services))
    assert (job.queued, job.skipped) == (1, {"busy": 1, "no_final_transcript": 1})
    await finished(services, done)
    again = await driven(services, await a_job(services))
    assert again.skipped == {"up_to_date": 1, "busy": 1, "no_final_transcript": 1}
    assert (await services.reruns.existing(waiting.call_id)).attempt == waiting.attempt


async def test_a_version_that_hears_otherwise_takes_the_transcripts_there_are(
    services: Services, pauses: Pauses
) -> None:
    other: dict[str, Any] = {
        "transcription": {"language": "de"},
        "system_prompt": "Answer in German.",
    }
    await services.profile_store.add(a_profile(version=3, **other))
    call = await a_done_call(services)
    await ledger_says(services, call)
    _, outlook = await services.reanalyzing.outlook(Chosen(), "default", 3)
    assert outlook.estimate.usd == pytest.approx(USD, rel=0.05)
    assert (await driven(services, await a_job(services, 3))).queued == 1
    done = await finished(services, call)
    assert (done.transcript, done.profile_version) == (call.transcript, 3)
    assert paid(services) == (1, 2)
    assert (await driven(services, await a_job(services, 3))).skipped == {"up_to_date": 1}
    # A re-run goes on with that transcript; to hear it as the version asks, a person says so.
    await services.reruns.rerun(call.call_id, from_step="analyze")
    await finished(services, call)
    assert paid(services) == (1, 3)
    await services.reruns.rerun(call.call_id, from_step="persist", profile_version=3)
    assert (await finished(services, call)).heard_as is None
    assert paid(services)[0] == 2


async def test_a_transcript_that_no_version_accounts_for_is_left_alone(
    services: Services, pauses: Pauses
) -> None:
    call = await a_done_call(services)
    summary = services.calls.records[call.call_id]["transcript"]  # type: ignore[attr-defined]
    summary["answer"] = "of another engine"
    job = await driven(services, await a_job(services))
    assert (job.queued, job.skipped) == (0, {"would_be_transcribed": 1})


async def test_only_the_calls_of_its_list_belong_to_a_job_and_no_more_than_its_most(
    services: Services, pauses: Pauses
) -> None:
    for name in ("ann", "bob", "ann", "ann"):
        call = await a_done_call(services)
        await services.changes.change(call.call_id, metadata={"agent": name})
    chosen = {"filters": {"agent": "Ann"}, "status": "Completed", "most": 2}
    job = await a_job(services, chosen=chosen)
    later = await a_done_call(services)
    await services.changes.change(later.call_id, metadata={"agent": "ann"})
    over = await driven(services, job)
    assert (over.state, over.queued) == ("Completed", 2)
    assert (await services.reruns.existing(later.call_id)).attempt == 1


async def test_the_outlook_tells_the_cost_and_what_is_left_alone(
    services: Services, pauses: Pauses
) -> None:
    calls = [await a_done_call(services) for _ in range(3)]
    for call in calls:
        await ledger_says(services, call)
    await a_call_with_audio(services)
    profile, outlook = await services.reanalyzing.outlook(Chosen(), "default", 2)
    assert (profile.version, outlook.skipped, outlook.is_whole) == (2, {"busy": 1}, True)
    assert outlook.estimate.usd == pytest.approx(3 * USD, rel=0.05)
    assert outlook.estimate.unknown == 0
    fewer = (await services.reanalyzing.outlook(Chosen(most=2), "default", 2))[1]
    assert fewer.estimate.usd == pytest.approx(2 * USD, rel=0.05)
    assert paid(services) == (3, 3)
    for wrong, error in (
        ("nobody", ProfileNotFoundError),
        ("default", ProfileVersionNotFoundError),
    ):
        with pytest.raises(error):
            await services.reanalyzing.outlook(Chosen(), wrong, None if wrong == "nobody" else 9)


async def test_a_job_whose_run_cannot_be_started_waits_to_be_resumed(
    services: Services, pauses: Pauses
) -> None:
    runs = services.job_runs
    assert isinstance(runs, FakeJobRuns)
    runs.is_away = True
    with pytest.raises(ServiceUnavailableError):
        await a_job(services)
    (job,) = await services.reanalyses.list_jobs(10)
    assert job.state == "Paused"
    runs.is_away = False
    await services.reanalyses.resume(job.job_id)
    assert runs.started == [(job.job_id, 1)]
