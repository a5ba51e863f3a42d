"""Deployments and runs that are deleted meanwhile, and a Prefect server that does not answer."""

import asyncio
import logging

import httpx
import pytest

from callinsight.services import Services
from callinsight.worker.worker import CallInsightWorker
from tests.worker import flows
from tests.worker.requests import Requests, is_poll
from tests.worker.served import Pool, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


async def _works(pool: Pool) -> None:
    """A run goes through, as if nothing had been."""
    run = await pool.schedule(await pool.deploy(flows.arithmetic), number=1)
    await pool.reached(run, "Completed")


async def test_a_run_or_deployment_that_is_deleted_leaves_its_place_and_stops_no_other(
    pool: Pool, worker: CallInsightWorker
) -> None:
    deployment = await pool.deploy(flows.waits)
    running, other = await pool.schedule_many(deployment, 2)
    await until(lambda: len(flows.seen("waits")) == 2)
    await pool.client.delete_flow_run(running.id)
    await pool.client.delete_deployment(deployment)
    await _works(pool)
    flows.GO.set()
    await pool.reached(other, "Completed")
    await until(lambda: len(runs_of(worker)) == 0)

    await runs_of(worker)._flows._loading.acquire()
    waiting, gone = await pool.schedule_many(await pool.deploy(flows.waits, name="second"), 2)
    await pool.reached(waiting, "Pending")
    await pool.reached(gone, "Pending")
    await pool.client.delete_flow_run(gone.id)
    runs_of(worker)._flows._loading.release()
    await pool.reached(waiting, "Completed")
    await until(lambda: len(runs_of(worker)) == 0)


async def test_a_prefect_that_fails_for_a_while_does_not_end_the_worker(
    pool: Pool,
    worker: CallInsightWorker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    requests = Requests(monkeypatch)
    requests.answer = lambda request: httpx.Response(500) if is_poll(request) else None
    with caplog.at_level(logging.WARNING):
        await until(lambda: len(requests.polls()) > 12)  # Prefect's own loop ends after twelve
    assert caplog.text.count("Prefect does not answer") == 1
    requests.answer = lambda _request: httpx.ConnectError("nobody there")
    polls = len(requests.polls())
    await until(lambda: len(requests.polls()) > polls + 1)
    requests.answer = lambda _request: None
    await _works(pool)


async def test_a_state_that_prefect_refuses_to_store_stops_only_its_own_run(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = Requests(monkeypatch)
    async with serving(pool) as worker:
        deployment = await pool.deploy(flows.arithmetic)
        requests.answer = lambda request: (
            httpx.Response(500) if request.url.path.endswith("/set_state") else None
        )
        run = await pool.schedule(deployment, number=1)
        await until(lambda: sum(path.endswith("set_state") for path in requests.others()) >= 1)
        await asyncio.sleep(0.3)
        requests.answer = lambda _request: None
        await _works(pool)
        await pool.reached(run, "Completed", "Crashed")
        await until(lambda: len(runs_of(worker)) == 0)
