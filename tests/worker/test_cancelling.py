"""A person cancels a run: it is over within two seconds, and its call is `Failed(cancelled)`."""

import time
from typing import Any

import pytest
from prefect import Flow
from prefect.client.schemas.objects import FlowRun
from prefect.states import Cancelling

from callinsight.domain.status import Status
from callinsight.services import Services, using
from callinsight.worker.worker import CallInsightWorker
from tests.builders import fake_services
from tests.fakes.engines import FakeTranscriber
from tests.worker import flows
from tests.worker.served import Pool, a_run_of_a_call, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]

_PROMPTLY = 8.0


async def _waiting(pool: Pool, flow: Flow[..., Any] = flows.waits) -> FlowRun:
    run = await pool.schedule(await pool.deploy(flow))
    await pool.reached(run, "Running")
    await until(lambda: flows.seen("waits") != [])
    return run


async def test_a_cancelled_run_ends_at_once_and_its_hook_runs_once(
    pool: Pool, worker: CallInsightWorker
) -> None:
    run = await _waiting(pool)
    asked_at = time.monotonic()
    await pool.set_state(run, Cancelling())
    await pool.set_state(run, Cancelling(), force=True)  # a second click
    await pool.reached(run, "Cancelled", within=_PROMPTLY)
    assert time.monotonic() - asked_at < _PROMPTLY
    await until(lambda: len(runs_of(worker)) == 0)
    await pool.set_state(run, Cancelling())
    assert (await pool.read(run)).state_name == "Cancelled"
    assert flows.seen("on_cancelled") + flows.seen("on_cancelling") == [run.id]

    flows.GO.set()
    again = await pool.schedule(await pool.deploy(flows.waits), number=2)
    await pool.reached(again, "Completed")


async def test_a_run_is_cancelled_before_it_has_begun(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nobody serves the pool, and while the worker waits for its flow."""
    deployment = await pool.deploy(flows.waits)
    scheduled = await pool.schedule(deployment)
    await pool.set_state(scheduled, Cancelling())
    assert (await pool.read(scheduled)).state_name == "Cancelled"

    async with serving(pool) as worker:
        runs = runs_of(worker)
        await runs._flows._loading.acquire()  # the import takes its time
        pending = await pool.schedule(deployment)
        await pool.reached(pending, "Pending")
        await pool.set_state(pending, Cancelling())
        await pool.reached(pending, "Cancelled", within=_PROMPTLY)
        await until(lambda: len(runs) == 0)
        runs._flows._loading.release()
    assert flows.seen("waits") == []


async def test_the_call_of_a_cancelled_run_has_failed_as_cancelled(pool: Pool) -> None:
    transcriber = FakeTranscriber()
    transcriber.hold()
    with using(fake_services(transcriber=transcriber)) as services:
        async with serving(pool) as worker:
            call, run = await a_run_of_a_call(pool, services)
            await until(transcriber.asked.is_set)
            await pool.set_state(run, Cancelling())
            await pool.reached(run, "Cancelled", within=_PROMPTLY)
            await until(lambda: len(runs_of(worker)) == 0)
        seen = await services.calls.get(call.call_id)
    assert seen is not None
    assert seen.failure is not None
    assert (seen.status, seen.failure.code, seen.owner) == (Status.FAILED, "cancelled", None)
