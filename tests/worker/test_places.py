"""A worker takes only as much as it has places for, and no run twice."""

import asyncio
import logging

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.states import AwaitingRetry, Scheduled

from callinsight.services import Services, using
from callinsight.worker.pool import Pool as WorkPool
from callinsight.worker.runs import FRESH_OFFER_SECONDS
from callinsight.worker.worker import CallInsightWorker
from tests.builders import fake_services
from tests.worker import flows
from tests.worker.requests import Requests
from tests.worker.served import Pool, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


async def test_never_more_runs_are_in_flight_than_the_limit_says(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = Requests(monkeypatch)
    runs = await pool.schedule_many(await pool.deploy(flows.waits), 5)
    async with serving(pool, limit=2) as worker:
        await until(lambda: len(flows.seen("waits")) == 2)
        asked = len(requests.polls())
        assert len(runs_of(worker)) == 2
        flows.GO.set()
        await pool.ended(*runs)
        assert [poll["limit"] for poll in requests.polls()][:1] == [2]
        assert max(poll["limit"] for poll in requests.polls()) == 2
        assert asked <= 2  # a full worker does not ask


async def test_a_run_that_is_executed_here_is_not_started_twice_and_can_be_retried_afterwards(
    pool: Pool, worker: CallInsightWorker, caplog: pytest.LogCaptureFixture
) -> None:
    run = await pool.schedule(await pool.deploy(flows.waits))
    await pool.reached(run, "Running")
    await until(lambda: flows.seen("waits") != [])
    await pool.set_state(run, Scheduled(), force=True)
    await until(lambda: run.id in runs_of(worker)._refused)
    with caplog.at_level(logging.WARNING):
        other = await pool.schedule(await pool.deploy(flows.arithmetic), number=1)
        await pool.reached(other, "Completed")  # the refused one takes nobody's turn
    assert flows.seen("waits") == [0]

    flows.GO.set()
    await until(lambda: len(runs_of(worker)) == 0 or len(flows.seen("waits")) == 2)
    await pool.set_state(run, AwaitingRetry(), force=True)
    await until(lambda: len(flows.seen("waits")) >= 2)
    await pool.reached(run, "Completed")


async def test_two_workers_on_one_pool_execute_no_run_twice(pool: Pool, services: Services) -> None:
    runs = await pool.schedule_many(await pool.deploy(flows.waits), 8)
    flows.GO.set()
    async with serving(pool, limit=4), serving(pool, limit=4):
        await pool.ended(*runs)
    assert sorted(flows.seen("waits")) == list(range(8))


async def test_a_run_that_ended_while_its_offer_was_on_the_way_is_not_started_again(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await pool.schedule(await pool.deploy(flows.waits))
    flows.GO.set()
    asked, offered = WorkPool.scheduled, list[FlowRun]()
    repeated = asyncio.Event()
    polls = 0

    async def ended(offering: WorkPool) -> bool:
        return (await offering._client.read_flow_run(run.id)).state_name == "Completed"

    async def late(self: WorkPool, limit: int) -> list[FlowRun]:
        nonlocal polls
        polls += repeated.is_set()
        found = await asked(self, limit)
        offered.extend(found)
        if repeated.is_set() or not offered or not await ended(self):
            return found
        repeated.set()
        await asyncio.sleep(FRESH_OFFER_SECONDS)
        return offered[:1]

    monkeypatch.setattr(WorkPool, "scheduled", late)
    async with serving(pool, limit=2) as worker:
        await until(lambda: polls >= 2)
        await until(lambda: len(runs_of(worker)) == 0)
    assert flows.seen("waits") == [0]


async def test_above_the_memory_watermark_nothing_is_taken_and_no_place_is_offered(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = await pool.deploy(flows.waits)
    flows.GO.set()
    with using(fake_services()) as services:
        async with serving(pool, limit=7) as worker:
            assert services.heartbeat.limit == 7
            assert worker._places is not None
            watermark = worker._places._watermark
            monkeypatch.setattr(watermark, "most_bytes", 1)
            await until(lambda: services.heartbeat.limit == 0)
            run = await pool.schedule(deployment)
            assert (await pool.read(run)).state_name == "Scheduled"
            monkeypatch.setattr(watermark, "most_bytes", 10**12)
            await pool.reached(run, "Completed")
            assert services.heartbeat.limit == 7
        assert await services.operations.list_heartbeats() == []
