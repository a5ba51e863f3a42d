"""What a run leaves on the server is what any worker's run leaves there."""

import asyncio
from typing import Any

import pytest
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.logging.handlers import APILogHandler
from prefect.states import AwaitingRetry

from callinsight.domain.status import Status
from callinsight.services import using
from callinsight.worker.worker import CallInsightWorker
from flows.process_call import process_call
from tests.builders import a_call_with_audio, fake_services
from tests.patience import PATIENCE
from tests.worker import flows
from tests.worker.served import Pool, serving

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


async def test_states_logs_task_runs_and_artifacts_of_a_run_are_on_the_server(
    pool: Pool, worker: CallInsightWorker
) -> None:
    run = await pool.schedule(await pool.deploy(flows.arithmetic), number=3)
    [ended] = await pool.ended(run)
    assert ended.state_name == "Completed"
    assert ended.run_count == 1
    history = await pool.client.read_flow_run_states(run.id)
    assert [state.type for state in history] == [
        StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.COMPLETED,
    ]  # fmt: skip
    assert flows.seen("doubled") == [3, 6]  # the default of `times`
    await _until_seen("on_completed", [run.id])
    assert flows.seen("thread") == ["flow runs"]
    assert "I was given 3." in await _logged(pool, run)
    assert await _task_runs(pool, run) == ["Completed", "Completed"]
    artifacts = await pool.client.read_artifacts(
        artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
    )
    assert [artifact.data for artifact in artifacts] == ["the number 3"]


@pytest.mark.parametrize("force", [False, True])
async def test_retry_as_the_page_posts_it_starts_the_same_run_again(
    pool: Pool, worker: CallInsightWorker, *, force: bool
) -> None:
    deployment = await pool.deploy(flows.arithmetic)
    run = await pool.schedule(deployment, number=1, times=1, fail_first=True)
    [failed] = await pool.ended(run)
    assert failed.state_name == "Failed"
    await _until_seen("on_failed", [run.id])

    await pool.set_state(run, AwaitingRetry(), force=force)
    again = await pool.reached(run, "Completed")
    assert again.run_count == 2
    assert flows.seen("doubled") == [1, 1]


async def _until_seen(name: str, wanted: list[Any]) -> None:
    """Hooks are called after the state is on the server."""
    async with asyncio.timeout(PATIENCE):
        while flows.seen(name) != wanted:
            await asyncio.sleep(0.02)


async def _logged(pool: Pool, run: FlowRun) -> list[str]:
    await APILogHandler.aflush()
    mine = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id]))
    async with asyncio.timeout(PATIENCE):
        while not (logs := await pool.client.read_logs(mine)):
            await asyncio.sleep(0.1)
    return [log.message for log in logs]


async def _task_runs(pool: Pool, run: FlowRun) -> list[str | None]:
    """Return the task runs' states: they arrive as events, a little later."""
    mine = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await pool.client.read_task_runs(flow_run_filter=mine)
            names = [task_run.state_name for task_run in found]
            if len(names) == 2 and set(names) == {"Completed"}:
                return names
            await asyncio.sleep(0.2)


async def test_a_custom_run_takes_a_completed_call_through_again_and_pays_nothing(
    pool: Pool,
) -> None:
    with using(fake_services()) as services:
        async with serving(pool):
            call = await a_call_with_audio(services)
            deployment = await pool.deploy(process_call)
            first = await pool.schedule(deployment, key=call.idempotency_key, call_id=call.call_id)
            await pool.reached(first, "Completed")
            custom = await pool.schedule(deployment, call_id=call.call_id)
            await pool.reached(custom, "Completed")
        seen = await services.calls.get(call.call_id)
    assert seen is not None
    assert (seen.status, seen.run_id) == (Status.COMPLETED, str(custom.id))
    assert services.transcriber.paid_requests == 1  # type: ignore[union-attr]
