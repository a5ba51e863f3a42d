"""A run that is suspended stops between two tasks, and goes on when a person resumes it."""

import pytest
from prefect.flow_runs import resume_flow_run
from prefect.states import Suspended

from callinsight.domain.status import Status
from callinsight.services import using
from callinsight.worker.worker import CallInsightWorker
from tests.builders import fake_services
from tests.fakes.engines import FakeTranscriber
from tests.worker import flows
from tests.worker.served import Pool, a_run_of_a_call, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


async def test_a_run_that_suspends_itself_leaves_its_place_and_is_resumed(
    pool: Pool, worker: CallInsightWorker
) -> None:
    run = await pool.schedule(await pool.deploy(flows.suspends))
    await pool.reached(run, "Suspended")
    await until(lambda: len(runs_of(worker)) == 0)
    assert flows.seen("doubled") == [1]
    await resume_flow_run(run.id)  # type: ignore[misc]
    await pool.reached(run, "Completed")
    assert flows.seen("doubled")[-1] == 2


async def test_a_run_suspended_from_outside_stops_at_its_next_task_and_is_resumed(
    pool: Pool, worker: CallInsightWorker
) -> None:
    run = await pool.schedule(await pool.deploy(flows.rests_and_doubles))
    await pool.reached(run, "Running")
    await until(lambda: flows.seen("rests") != [])
    await pool.set_state(run, Suspended(timeout_seconds=60))
    engine = runs_of(worker)._taken[run.id].engine
    assert engine is not None
    await until(engine._get_flow_run_suspension_request().is_requested)
    flows.GO.set()
    await until(lambda: len(runs_of(worker)) == 0)
    assert (await pool.read(run)).state_name == "Suspended"
    assert flows.seen("doubled") == []
    await resume_flow_run(run.id)  # type: ignore[misc]
    await pool.reached(run, "Completed")
    assert flows.seen("doubled") == [1]


async def test_the_call_of_a_suspended_run_waits_for_it_and_pays_nothing_again(pool: Pool) -> None:
    transcriber = FakeTranscriber()
    transcriber.hold()
    with using(fake_services(transcriber=transcriber)) as services:
        async with serving(pool) as worker:
            call, run = await a_run_of_a_call(pool, services)
            await until(transcriber.asked.is_set)
            await pool.set_state(run, Suspended(timeout_seconds=60))
            engine = runs_of(worker)._taken[run.id].engine
            assert engine is not None
            await until(engine._get_flow_run_suspension_request().is_requested)
            transcriber.release()
            await until(lambda: len(runs_of(worker)) == 0)
            seen = await services.calls.get(call.call_id)
            assert seen is not None
            assert (seen.status, seen.status_reason) == (Status.QUEUED, "suspended")
            assert seen.owner is None
            await resume_flow_run(run.id)  # type: ignore[misc]
            await pool.reached(run, "Completed")
            seen = await services.calls.get(call.call_id)
    assert seen is not None
    assert (seen.status, transcriber.paid_requests) == (Status.COMPLETED, 1)
