"""A webhook heals what a kill took: the id of a job that was accepted and never noted."""

import json
from collections.abc import Generator

import pytest

from callinsight.domain.dispatch import rescued
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.provider import AmbiguousOutcomeError, JobPendingError
from callinsight.ports.webhooks import Delivery
from callinsight.services import using
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.deliveries import Deliveries
from tests.builders import TestClock, a_run, fake_services
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeJobTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.protocol.world import World
from tests.steps.conftest import run_once

ANSWER = json.dumps([["agent", "brought by the webhook"]]).encode()


class SignedDelivery:
    """A webhook whose signature was good."""

    limit_bytes = 1000

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def require_signature(self, headers: object) -> None:
        pass

    def delivery(self, headers: object, body: bytes) -> Delivery:
        return self._delivery


@pytest.fixture
def job_world(clock: TestClock) -> Generator[World]:
    """A world whose provider takes jobs, and is killed away from before it names their ids."""
    provider = FakeJobTranscriber()
    services = fake_services(clock=clock, flow_runs=FakeFlowRuns(clock), transcriber=provider)
    with using(services):
        yield World(services, clock)


async def _brought(world: World, reference: dict[str, str]) -> bool:
    delivery = Delivery(reference["call_id"], reference["fingerprint"], ANSWER)
    webhook = SignedDelivery(delivery)
    deliveries = Deliveries(webhook, world.services.calls, world.services.artifacts)
    return await deliveries.take({}, b"")


async def _killed_after_the_job_was_taken(world: World) -> dict[str, str]:
    """Submit a job whose answer never reaches us; return what the provider was told of it."""
    provider = world.transcriber
    assert isinstance(provider, FakeJobTranscriber)
    real = provider.submit

    async def killed(*args, **kwargs):  # type: ignore[no-untyped-def]
        await real(*args, **kwargs)
        raise AmbiguousOutcomeError("killed before the id was noted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provider, "submit", killed)
        call = await world.a_call()
        execution = await world.begin(call)
        recording = await world.services.fetching.recording_of(execution)
        with pytest.raises(AmbiguousOutcomeError):
            await world.services.transcription.transcript_of(execution, recording)
    await world.services.calls.apply(rescued(await world.now(call), world.clock()))
    world.services.executions.release(execution)
    return provider.references[0]


async def test_a_job_whose_id_was_lost_is_finished_by_its_webhook_and_paid_once(
    job_world: World,
) -> None:
    reference = await _killed_after_the_job_was_taken(job_world)
    assert await _brought(job_world, reference)
    call = await job_world.services.calls.get(reference["call_id"])
    assert call is not None
    outcome = await run_once(job_world.services, call.call_id, a_run(call))
    assert outcome.kind == "Completed"
    done = await job_world.now(call)
    assert (job_world.transcriber.paid_requests, done.duplicate_spend) == (1, {})
    assert done.transcript is not None
    assert done.transcript.words == 4


async def test_until_the_webhook_comes_the_call_waits_and_does_not_pay_again(
    job_world: World,
) -> None:
    reference = await _killed_after_the_job_was_taken(job_world)
    call = await job_world.services.calls.get(reference["call_id"])
    assert call is not None
    execution = await job_world.begin(call)
    recording = await job_world.services.fetching.recording_of(execution)
    with pytest.raises(JobPendingError):
        await job_world.services.transcription.transcript_of(execution, recording)
    assert await _brought(job_world, reference)
    assert await job_world.services.transcription.transcript_of(execution, recording)
    assert job_world.transcriber.paid_requests == 1


async def test_a_job_of_which_no_webhook_tells_is_repeated_once(job_world: World) -> None:
    reference = await _killed_after_the_job_was_taken(job_world)
    job_world.clock.advance(minutes=11)
    call = await job_world.services.calls.get(reference["call_id"])
    assert call is not None
    outcome = await run_once(job_world.services, call.call_id, a_run(call))
    assert outcome.kind == "Completed"
    assert job_world.transcriber.paid_requests == 2
    assert (await job_world.now(call)).duplicate_spend == {reference["fingerprint"]: 1}


async def test_a_waiting_step_takes_what_the_webhook_brings(job_world: World) -> None:
    provider = job_world.transcriber
    assert isinstance(provider, FakeJobTranscriber)

    async def still_unknown(_job_id: str) -> None:
        await _brought(job_world, provider.references[0])

    call = await job_world.a_call()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provider, "collect", still_unknown)
        outcome = await run_once(job_world.services, call.call_id, a_run(call))
    assert outcome.kind == "Completed"
    done = await job_world.now(call)
    assert done.transcript is not None
    assert done.transcript.words == 4


async def test_a_result_that_comes_after_the_erasure_is_not_kept(job_world: World) -> None:
    reference = await _killed_after_the_job_was_taken(job_world)
    call = await job_world.services.calls.get(reference["call_id"])
    assert call is not None
    await job_world.services.calls.apply(tombstone(call, job_world.clock()))
    assert not await _brought(job_world, reference)
    store = job_world.services.artifacts
    assert isinstance(store, FakeArtifactStore)
    key = artifact_key(call.call_id, "transcribe", reference["fingerprint"], "answer")
    assert key not in store.objects
