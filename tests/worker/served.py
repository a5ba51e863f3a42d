"""A warm worker in the test's own process, the pool it serves, and what happens to its runs."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.settings import PREFECT_WORKER_QUERY_SECONDS, temporary_settings
from ulid import ULID

from callinsight.domain.call import Call
from callinsight.services import Services
from callinsight.worker.runs import Runs
from callinsight.worker.worker import CallInsightWorker
from flows.process_call import process_call
from tests.builders import a_call_with_audio
from tests.patience import PATIENCE

QUERY_SECONDS = 0.1


class Pool:
    """A pool of its own for each test, whose deployments and runs are made here."""

    def __init__(self, client: PrefectClient, name: str) -> None:
        self.client = client
        self.name = name

    async def deploy(self, flow: Flow[..., Any], **fields: Any) -> UUID:
        """Deploy a flow of this folder by its module; `fields` may say something else."""
        flow_id = await self.client.create_flow(flow)
        entrypoint = f"{flow.fn.__module__}.{flow.fn.__name__}"
        given = {"name": self.name, "entrypoint": entrypoint, **fields}
        return await self.client.create_deployment(flow_id, work_pool_name=self.name, **given)

    async def schedule(
        self, deployment_id: UUID, *, key: str | None = None, **parameters: Any
    ) -> FlowRun:
        """Schedule a run for now."""
        return await self.client.create_flow_run_from_deployment(
            deployment_id, parameters=parameters, idempotency_key=key
        )

    async def schedule_many(self, deployment_id: UUID, count: int) -> list[FlowRun]:
        """Schedule runs with the parameter `number`, one after another: the server is slow."""
        return [await self.schedule(deployment_id, number=number) for number in range(count)]

    async def read(self, run: FlowRun) -> FlowRun:
        """Return the run as the server has it now."""
        return await self.client.read_flow_run(run.id)

    async def set_state(self, run: FlowRun, state: State[Any], *, force: bool = False) -> None:
        """Set a state as the page does."""
        await self.client.set_flow_run_state(run.id, state, force=force)

    async def reached(self, run: FlowRun, *names: str, within: float = PATIENCE) -> FlowRun:
        """Return the run once its state has one of these names."""
        try:
            async with asyncio.timeout(within):
                while (seen := await self.read(run)).state_name not in names:
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{names} not reached: {(await self.read(run)).state}") from None
        return seen

    async def ended(self, *runs: FlowRun, within: float = PATIENCE) -> list[FlowRun]:
        """Return the runs once all of them have ended."""
        names = ("Completed", "Failed", "Cancelled", "Crashed")
        until = time.monotonic() + within
        return [
            await self.reached(run, *names, within=max(1, until - time.monotonic())) for run in runs
        ]


@asynccontextmanager
async def a_pool() -> AsyncGenerator[Pool]:
    """A new pool, deleted afterwards."""
    name = f"pool-{str(ULID()).lower()}"
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name=name, type=CallInsightWorker.type))
        yield Pool(client, name)
        await client.delete_work_pool(name)


@asynccontextmanager
async def serving(pool: Pool, **options: Any) -> AsyncGenerator[CallInsightWorker]:
    """Let a worker serve the pool in this process, until the block ends."""
    with temporary_settings({PREFECT_WORKER_QUERY_SECONDS: QUERY_SECONDS}):
        worker = CallInsightWorker(pool.name, name=f"worker-{ULID()}", **options)
        ready = asyncio.Event()
        serves = asyncio.create_task(worker.start(printer=lambda *_: ready.set()))
        waits = asyncio.create_task(ready.wait())
        try:
            await asyncio.wait({serves, waits}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
            assert ready.is_set(), serves
            yield worker
        finally:
            waits.cancel()
            serves.cancel()
            await asyncio.wait({serves}, timeout=20)
            assert serves.done()


async def a_run_of_a_call(pool: Pool, services: Services) -> tuple[Call, FlowRun]:
    """A queued call, and the run of its current attempt."""
    call = await a_call_with_audio(services)
    deployment = await pool.deploy(process_call)
    return call, await pool.schedule(deployment, key=call.idempotency_key, call_id=call.call_id)


def runs_of(worker: CallInsightWorker) -> Runs:
    """The runs the worker executes."""
    assert worker._warm is not None
    return worker._warm.runs


async def until(condition: Callable[[], bool], within: float = PATIENCE) -> None:
    """Return once the condition holds."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)
