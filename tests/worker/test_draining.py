"""SIGTERM: calls go on elsewhere, paid answers are waited for, and the worker ends."""

import asyncio
import os
import signal
from collections.abc import Generator

import pytest
from prefect.states import Cancelling

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.services import Services, using
from callinsight.worker.worker import CallInsightWorker
from flows.process_call import process_call
from tests.builders import a_call_with_audio, fake_services, settings
from tests.fakes.engines import FakeTranscriber
from tests.worker import flows
from tests.worker.served import Pool, a_run_of_a_call, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def transcriber() -> FakeTranscriber:
    return FakeTranscriber()


@pytest.fixture
def calls(transcriber: FakeTranscriber) -> Generator[Services]:
    """Services whose provider a test holds back."""
    told = settings(drain_seconds=30)
    with using(fake_services(transcriber=transcriber, settings=told)) as services:
        yield services


@pytest.fixture
def without_interrupts() -> Generator[None]:
    """As under a shell that starts its commands with `&`."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


async def terminated(worker: CallInsightWorker) -> None:
    """Send SIGTERM and wait until the worker has nothing left."""
    os.kill(os.getpid(), signal.SIGTERM)
    await until(lambda: not worker.is_setup)


def another_process(services: Services) -> Services:
    """The same stores and providers, with nothing of this process's memory."""
    shared = ("calls", "operations", "recordings", "artifacts", "profile_store", "transcriber")
    return fake_services(**{name: getattr(services, name) for name in shared})


async def now(services: Services, call: Call) -> Call:
    seen = await services.calls.get(call.call_id)
    assert seen is not None
    return seen


async def test_sigterm_hands_back_what_has_no_open_request_and_waits_for_what_has(
    pool: Pool, calls: Services, transcriber: FakeTranscriber, without_interrupts: None
) -> None:
    transcriber.hold()
    async with serving(pool) as worker:
        paid = await a_call_with_audio(calls)
        deployment = await pool.deploy(process_call)
        run = await pool.schedule(deployment, key=paid.idempotency_key, call_id=paid.call_id)
        await until(transcriber.asked.is_set)
        other = await pool.schedule(await pool.deploy(flows.waits, name="other"))
        await until(lambda: flows.seen("waits") != [])
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert (await now(calls, paid)).status is Status.TRANSCRIBING
        late = await pool.schedule(deployment, key="late", call_id=paid.call_id)
        transcriber.release()
        await until(lambda: not worker.is_setup)
    seen = await now(calls, paid)
    assert (seen.status, seen.attempt, seen.owner) == (Status.QUEUED, paid.attempt + 1, None)
    assert seen.duplicate_spend == {}
    for each in (run, other):
        state = (await pool.read(each)).state
        assert state is not None
        assert (state.name, str(state.message)[:12]) == ("Crashed", "Handed back:")
    assert (await pool.read(late)).state_name == "Scheduled"
    await pool.set_state(late, Cancelling())

    with using(another_process(calls)):
        async with serving(pool):
            again = await pool.schedule(deployment, key=seen.idempotency_key, call_id=paid.call_id)
            await pool.reached(again, "Completed")
    assert transcriber.paid_requests == 1


async def test_a_run_cancelled_by_a_person_stays_cancelled_through_a_drain(
    pool: Pool, calls: Services, transcriber: FakeTranscriber
) -> None:
    transcriber.hold()
    async with serving(pool) as worker:
        call, run = await a_run_of_a_call(pool, calls)
        await until(transcriber.asked.is_set)
        await pool.set_state(run, Cancelling())
        await pool.reached(run, "Cancelled")
        await until(lambda: len(runs_of(worker)) == 0)
        await terminated(worker)
    assert (await pool.read(run)).state_name == "Cancelled"
    assert (await now(calls, call)).status is Status.FAILED
