"""Paying at most once, whatever happens around a request."""

from collections.abc import Generator
from datetime import timedelta

import pytest

from callinsight.domain.call import Call
from callinsight.domain.dispatch import rescued
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import Superseded
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    JobPendingError,
    OutcomeUnknownError,
    ProviderJobFailedError,
    RateLimitedError,
)
from callinsight.domain.execution import RunIdentity
from callinsight.domain.status import Status
from callinsight.domain.uploads import accepted
from callinsight.services import using
from callinsight.steps.execution import Execution
from callinsight.steps.executions import Outcome
from callinsight.steps.paying import Paying
from tests.builders import PINNED, TestClock, a_recording_object, a_run, fake_services
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeJobTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.protocol.world import World
from tests.steps.conftest import run_once


@pytest.fixture
def job_world(clock: TestClock) -> Generator[World]:
    """The same world with a provider that works in jobs."""
    services = fake_services(
        clock=clock, flow_runs=FakeFlowRuns(clock), transcriber=FakeJobTranscriber()
    )
    with using(services):
        yield World(services, clock)


async def _run(world: World, call: Call, *, retry: bool = False, tries: int = 1) -> Outcome:
    run = a_run(await world.now(call), count=2 if retry else 1)
    return await run_once(world.services, call.call_id, run, tries)


async def _submitted(world: World, call: Call) -> FakeJobTranscriber:
    """Let a run submit the call's job and wait for it until its step has no time left."""
    provider = world.transcriber
    assert isinstance(provider, FakeJobTranscriber)
    provider.done_at_once = False
    with pytest.MonkeyPatch.context() as patch:
        little = dict.fromkeys(world.services.settings.deadlines, timedelta(seconds=0.1))
        patch.setattr(world.services.executions, "_deadlines", little)
        outcome = await _run(world, call)
    assert outcome.kind == "Parked"
    assert outcome.call is not None
    assert outcome.call.status_reason == "step_deadline"
    provider.done_at_once = True
    return provider


async def _answer(execution: Execution, paying: Paying, world: World, mark: str = "f") -> bytes:
    recording = await world.services.fetching.recording_of(execution)
    settings = (await world.services.profiles.of(execution.call)).transcription

    async def send(before_send):  # type: ignore[no-untyped-def]
        return await world.transcriber.request(recording, None, settings, before_send)  # type: ignore[arg-type]

    body, _ = await paying.answer(execution, "transcribe", mark, send)
    return body


async def test_a_refusal_does_not_forget_that_the_request_was_repeated(world: World) -> None:
    call = await world.a_call()
    lost, slow = AmbiguousOutcomeError("no answer"), RateLimitedError("slow down", 300.0)
    for error in (lost, slow, lost):
        world.transcriber.fail_with(error)
    first = await _run(world, call, tries=2)
    assert first.kind == "Parked"
    world.clock.advance(minutes=10)
    second = await _run(world, call, tries=5)
    assert second.failure is not None
    assert second.failure.code == "outcome_unknown"
    assert world.transcriber.paid_requests == 0


async def test_a_request_found_open_without_an_artifact_is_repeated_once(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    world.transcriber.fail_with(AmbiguousOutcomeError("killed here"))
    with pytest.raises(AmbiguousOutcomeError):
        await _answer(execution, world.services.paying, world)
    await world.services.calls.apply(rescued(await world.now(call), world.clock()))
    world.services.executions.release(execution)

    resumed = await world.begin(call)
    assert await _answer(resumed, world.services.paying, world)
    seen = await world.now(call)
    assert seen.duplicate_spend == {"f": 1}


async def test_finding_the_transcript_again_does_not_forget_an_open_analysis(
    world: World,
) -> None:
    call = await world.a_call()
    world.model.fail_with(AmbiguousOutcomeError("killed after it was sent"), times=2)
    first = await _run(world, call)
    assert first.kind == "Parked"
    world.clock.advance(minutes=2)
    second = await _run(world, call)
    assert second.kind == "Parked"
    world.clock.advance(minutes=2)
    third = await _run(world, call)
    assert third.failure is not None
    assert third.failure.code == "outcome_unknown"
    assert world.model.paid_requests == 0


async def test_a_finished_request_is_found_by_its_artifact_although_it_is_noted_as_open(
    world: World,
) -> None:
    """Killed between the artifact and the record: nothing is paid again."""
    call = await world.a_call()
    execution = await world.begin(call)
    await _answer(execution, world.services.paying, world)
    assert (await world.now(call)).request_open is not None
    await world.services.calls.apply(rescued(await world.now(call), world.clock()))
    world.services.executions.release(execution)
    resumed = await world.begin(call)
    await _answer(resumed, world.services.paying, world)
    assert world.transcriber.paid_requests == 1
    assert resumed.call.duplicate_spend == {}


async def test_a_stalled_execution_does_not_send_after_it_was_fenced_off(world: World) -> None:
    moments = [0.0, 60.0]
    paying = Paying(world.services.artifacts, monotonic=lambda: moments.pop(0))
    call = await world.a_call()
    execution = await world.begin(call)
    real = world.services.calls.apply
    await world.services.fetching.recording_of(execution)

    async def rescued_behind(write):  # type: ignore[no-untyped-def]
        """The process stalls right after its request is noted, and is rescued meanwhile."""
        written = await real(write)
        if write.values.get("request_open"):
            await real(rescued(await world.now(call), world.clock()))
        return written

    world.services.calls.apply = rescued_behind  # type: ignore[method-assign]
    with pytest.raises(Superseded):
        await _answer(execution, paying, world)
    assert world.transcriber.paid_requests == 0


async def test_an_artifact_is_not_stored_for_a_call_erased_meanwhile(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    real = world.transcriber.request

    async def erased_meanwhile(*args):  # type: ignore[no-untyped-def]
        body = await real(*args)
        await world.services.calls.apply(tombstone(await world.now(call), world.clock()))
        return body

    world.transcriber.request = erased_meanwhile  # type: ignore[method-assign]
    with pytest.raises(Superseded):
        await _answer(execution, world.services.paying, world)
    assert isinstance(world.services.artifacts, FakeArtifactStore)
    assert not world.services.artifacts.objects


async def test_a_paid_result_is_kept_even_if_the_call_was_taken_away_meanwhile(
    world: World,
) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    real = world.transcriber.request

    async def rescued_meanwhile(*args):  # type: ignore[no-untyped-def]
        body = await real(*args)
        await world.services.calls.apply(rescued(await world.now(call), world.clock()))
        return body

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transcriber, "request", rescued_meanwhile)
        await _answer(execution, world.services.paying, world)
    world.services.executions.release(execution)
    resumed = await world.begin(call)
    await _answer(resumed, world.services.paying, world)
    assert world.transcriber.paid_requests == 1


async def test_a_job_is_submitted_once_and_collected_by_whoever_resumes(
    job_world: World,
) -> None:
    call = await job_world.a_call()
    provider = await _submitted(job_world, call)
    seen = await job_world.now(call)
    assert seen.job is not None
    assert seen.job.id == "job-1"
    assert seen.request_open is None
    assert provider.references[0]["call_id"] == call.call_id
    provider.results["job-1"] = b'[["agent", "hello"]]'
    assert (await _run(job_world, call)).kind == "Completed"
    assert provider.paid_requests == 1
    assert (await job_world.now(call)).job is None


async def test_a_job_of_a_replaced_recording_is_not_collected_for_the_new_one(
    job_world: World,
) -> None:
    call = await job_world.a_call()
    provider = await _submitted(job_world, call)
    replaced = job_world.bucket.put(call.recording.key, b"another recording")  # type: ignore[union-attr]
    seen = await job_world.now(call)
    await job_world.services.calls.apply(accepted(seen, job_world.clock(), replaced, PINNED))
    provider.results["job-1"] = b'[["agent", "old words"]]'
    assert (await _run(job_world, call)).kind == "Completed"
    assert provider.paid_requests == 2
    done = await job_world.now(call)
    assert done.transcript is not None
    assert done.transcript.words > 2


async def test_a_job_that_failed_at_the_provider_fails_the_call_and_retry_submits_anew(
    job_world: World,
) -> None:
    call = await job_world.a_call()
    provider = job_world.transcriber
    assert isinstance(provider, FakeJobTranscriber)
    provider.collect_errors.append(ProviderJobFailedError("The job failed."))
    failed = await _run(job_world, call)
    assert failed.failure is not None
    assert failed.failure.code == "provider_job_failed"
    assert (await job_world.now(call)).job is None
    assert (await _run(job_world, call, retry=True)).kind == "Completed"
    assert provider.paid_requests == 2


async def test_a_young_job_the_provider_does_not_show_yet_is_waited_for(
    job_world: World,
) -> None:
    call = await job_world.a_call()
    provider = job_world.transcriber
    assert isinstance(provider, FakeJobTranscriber)
    provider.collect_errors += [AmbiguousOutcomeError("unknown")] * 3
    assert (await _run(job_world, call)).kind == "Completed"
    assert provider.paid_requests == 1


async def test_a_job_that_stays_unknown_is_submitted_once_more(job_world: World) -> None:
    call = await job_world.a_call()
    provider = await _submitted(job_world, call)
    job_world.clock.advance(hours=3)
    provider.collect_errors.append(AmbiguousOutcomeError("unknown"))
    outcome = await _run(job_world, call)
    assert outcome.kind == "Completed"
    assert provider.paid_requests == 2
    assert outcome.call is not None
    assert list(outcome.call.duplicate_spend.values()) == [1]


async def test_a_lost_job_is_forgotten_in_the_write_that_counts_it(job_world: World) -> None:
    call = await job_world.a_call()
    provider = await _submitted(job_world, call)
    job_world.clock.advance(hours=3)
    provider.collect_errors.append(AmbiguousOutcomeError("unknown"))
    provider.fail_with(AmbiguousOutcomeError("killed before the new job was noted"))
    await _run(job_world, call)
    seen = await job_world.now(call)
    assert seen.job is None
    assert seen.request_open is not None


async def test_an_open_job_request_waits_for_its_webhook_before_it_counts_as_lost(
    job_world: World,
) -> None:
    call = await job_world.a_call()
    provider = job_world.transcriber
    provider.fail_with(AmbiguousOutcomeError("killed between 202 and our write"))
    parked = await _run(job_world, call)
    assert parked.kind == "Parked"
    waiting = await _run(job_world, call)
    assert waiting.kind == "Parked"
    assert provider.paid_requests == 0
    job_world.clock.advance(minutes=11)
    outcome = await _run(job_world, call)
    assert outcome.kind == "Completed"
    assert outcome.call is not None
    assert list(outcome.call.duplicate_spend.values()) == [1]


async def test_a_job_accepted_without_an_id_is_not_sent_again_until_a_person_says_so(
    job_world: World,
) -> None:
    call = await job_world.a_call()
    provider = job_world.transcriber
    provider.fail_with(OutcomeUnknownError("a job without an id"), times=2)
    outcome = await _run(job_world, call, tries=5)
    assert outcome.failure is not None
    assert outcome.failure.code == "outcome_unknown"
    assert (await job_world.now(call)).request_open is not None
    assert (await _run(job_world, call, retry=True)).kind == "Parked"  # the webhook may come yet
    job_world.clock.advance(minutes=11)
    repeated = await _run(job_world, call)
    assert repeated.failure is not None
    assert list((await job_world.now(call)).duplicate_spend.values()) == [1]
    await _run(job_world, call, retry=True)
    assert provider._failures == []  # two requests in all, however often somebody retries
    assert provider.paid_requests == 0


async def test_parking_ends_after_a_day(world: World) -> None:
    call = await world.a_call()
    for _ in range(200):
        world.transcriber.fail_with(RateLimitedError("slow down", 3600.0))
        outcome = await _run(world, call)
        if outcome.kind != "Parked":
            break
        world.clock.advance(hours=1, seconds=1)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.retryable) == ("provider_unavailable", True)
    assert (await world.now(call)).status is Status.FAILED


async def test_a_pending_job_parks_the_call_until_it_may_be_asked_again(world: World) -> None:
    call = await world.a_call()
    world.transcriber.fail_with(JobPendingError("later", 420.0))
    outcome = await run_once(world.services, call.call_id, RunIdentity(id="r", key=None))
    assert outcome.kind == "Parked"
    assert outcome.call is not None
    assert outcome.call.due_at is not None
    assert 419 < (outcome.call.due_at - world.clock()).total_seconds() < 420 * 1.1


def test_a_recording_of_a_test_is_never_another_tests_recording() -> None:
    assert a_recording_object().version != a_recording_object().version
