"""Which runs Prefect hands to a worker first."""

import asyncio
import logging
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate

from callinsight.adapters.prefect import PrefectFlowRuns
from callinsight.adapters.prefect_queues import IN_ORDER, ensure_queues
from callinsight.domain.call_id import new_call_id
from flows.process_call import process_call

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


async def a_pool(client: PrefectClient) -> str:
    """Return a new work pool to which the flow is deployed, under the pool's name."""
    name = f"pool-{uuid4().hex[:8]}"
    await client.create_work_pool(WorkPoolCreate(name=name, type="process"))
    flow_id = await client.create_flow(process_call)
    await client.create_deployment(flow_id=flow_id, name=name, work_pool_name=name)
    return name


async def order(client: PrefectClient, pool: str) -> list[str]:
    return [queue.name for queue in await client.read_work_queues(work_pool_name=pool)]


async def test_a_live_call_is_handed_out_before_backfill_and_a_persons_run_before_both(
    prefect_server: None,
) -> None:
    async with get_client() as client:
        pool = await a_pool(client)
        # Two processes start their first run at the same moment.
        processes = [PrefectFlowRuns(f"process-call/{pool}") for _ in range(2)]
        old, new = new_call_id(), new_call_id()
        await asyncio.gather(
            processes[0].start(old, key=f"call:{old}:v:1", lane="backfill", tags=[]),
            processes[1].start(new_call_id(), key="first", lane="backfill", tags=[]),
        )
        await processes[0].start(new, key=f"call:{new}:v:1", lane="live", tags=[])
        deployed = await client.read_deployment_by_name(f"process-call/{pool}")
        person = await client.create_flow_run_from_deployment(deployed.id, name="a person's")
        handed_out = await client.get_scheduled_flow_runs_for_work_pool(pool)
        assert [run.flow_run.name for run in handed_out][:2] == [person.name, new]
        assert old in {run.flow_run.name for run in handed_out[2:]}
        assert await order(client, pool) == list(IN_ORDER)
        for process in processes:
            await process.close()


async def test_queues_in_another_order_are_put_in_order_and_others_stay(
    prefect_server: None,
) -> None:
    async with get_client() as client:
        pool = await a_pool(client)
        for name in ("backfill", "somebody's"):
            await client.create_work_queue(name, work_pool_name=pool, priority=1)
        assert await ensure_queues(client, pool)
        assert await ensure_queues(client, pool)
        found = await order(client, pool)
        assert [name for name in found if name in IN_ORDER] == list(IN_ORDER)
        assert set(found) == {*IN_ORDER, "somebody's"}


async def test_a_pool_that_may_not_be_changed_is_only_warned_of(
    prefect_server: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        request = httpx.Request("POST", "http://127.0.0.1/queues")
        raise httpx.HTTPStatusError("no", request=request, response=httpx.Response(403))

    monkeypatch.setattr(PrefectClient, "create_work_queue", refuse)
    async with get_client() as client:
        pool = await a_pool(client)
        runs, call_id = PrefectFlowRuns(f"process-call/{pool}"), new_call_id()
        with caplog.at_level(logging.WARNING, "callinsight"):
            await runs.start(call_id, key=f"call:{call_id}:v:1", lane="live", tags=[])
        assert f"work pool {pool} has no queues" in caplog.text
        handed_out = await client.get_scheduled_flow_runs_for_work_pool(pool)
        assert [run.flow_run.name for run in handed_out] == [call_id]
        await runs.close()
