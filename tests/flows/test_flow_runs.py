"""What the engine's flow runs do, in Prefect and in the fake that protocol tests rely on."""

from uuid import UUID, uuid4

import prefect
import pytest
from prefect.client.orchestration import get_client
from prefect.states import Completed, Running

from callinsight.domain.call_id import new_call_id
from callinsight.domain.dispatch import RunState
from callinsight.ports.flow_runs import FlowRuns
from callinsight.services import Services
from flows.ask_call import ask_call
from tests.fakes.flow_runs import FakeFlowRuns

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]
everywhere = pytest.mark.parametrize("engine", ["fake", "prefect"])


def runs_of(world: Services, engine: str) -> FlowRuns:
    return FakeFlowRuns() if engine == "fake" else world.flow_runs


@everywhere
async def test_a_run_is_started_once_per_key_and_found_by_it(world: Services, engine: str) -> None:
    runs, call_id = runs_of(world, engine), new_call_id()
    await runs.check()
    assert await runs.version() == prefect.__version__
    key = f"call:{call_id}:v:1"
    first = await runs.start(call_id, key=key, lane="live", tags=["profile:x"])
    assert (first.call_id, first.key, first.state, first.count) == (
        call_id, key, RunState.SCHEDULED, 0,
    )  # fmt: skip
    assert (await runs.start(call_id, key=key, lane="live", tags=[])).id == first.id
    found = await runs.find(key)
    assert found is not None
    assert (found.id, found.call_id, found.state) == (first.id, call_id, RunState.SCHEDULED)
    assert await runs.find("call:nobody:v:1") is None
    assert await runs.get(str(uuid4())) is None


async def has_begun(runs: FlowRuns, run_id: str) -> None:
    """A worker runs it."""
    if isinstance(runs, FakeFlowRuns):
        runs.set(run_id, RunState.RUNNING)
        return
    async with get_client() as client:
        await client.set_flow_run_state(UUID(run_id), Running(), force=True)


@everywhere
@pytest.mark.parametrize(
    "state", [RunState.CRASHED, RunState.COMPLETED, RunState.CANCELLED, RunState.CANCELLING]
)
async def test_a_corrected_run_has_the_state_it_was_given(
    world: Services, engine: str, state: RunState
) -> None:
    runs, call_id = runs_of(world, engine), new_call_id()
    run = await runs.start(call_id, key=f"call:{call_id}:v:1", lane="live", tags=[])
    await has_begun(runs, run.id)
    assert run.id in {unfinished.id for unfinished in await runs.list_unfinished()}
    await runs.correct(run.id, state, "why")
    corrected = await runs.get(run.id)
    assert corrected is not None
    assert corrected.state is state
    unfinished = {each.id for each in await runs.list_unfinished()}
    assert (run.id in unfinished) is (state is RunState.CANCELLING)
    again = await runs.start(call_id, key=f"call:{call_id}:v:1", lane="live", tags=[])
    assert (again.id, again.state) == (run.id, state)


@everywhere
async def test_a_run_that_never_began_has_nothing_to_wait_for_when_it_is_cancelled(
    world: Services, engine: str
) -> None:
    runs, call_id = runs_of(world, engine), new_call_id()
    run = await runs.start(call_id, key=f"call:{call_id}:v:1", lane="live", tags=[])
    await runs.correct(run.id, RunState.CANCELLING, "why")
    cancelled = await runs.get(run.id)
    assert cancelled is not None
    assert cancelled.state is RunState.CANCELLED


@everywhere
async def test_runs_are_deleted_and_those_of_an_erased_call_all_at_once(
    world: Services, engine: str
) -> None:
    runs, call_id = runs_of(world, engine), new_call_id()
    first, second, third = [
        await runs.start(call_id, key=f"call:{call_id}:v:{attempt}", lane="live", tags=[])
        for attempt in range(3)
    ]
    await runs.delete(first.id)
    await runs.delete(first.id)
    assert await runs.get(first.id) is None
    await has_begun(runs, third.id)
    assert await runs.erase(call_id) == 1
    assert await runs.get(second.id) is None
    await runs.correct(third.id, RunState.CANCELLED, "over")
    assert await runs.erase(call_id) == 0
    assert await runs.get(third.id) is None


async def test_an_erased_calls_questions_leave_no_runs_behind(world: Services) -> None:
    call_id, other = new_call_id(), new_call_id()
    async with get_client() as client:
        asked, of_another = [
            await client.create_flow_run(
                ask_call, name="a-question", tags=[each], state=Completed()
            )
            for each in (call_id, other)
        ]
        assert await world.flow_runs.erase(call_id) == 0
        assert await world.flow_runs.get(str(asked.id)) is None
        assert await world.flow_runs.get(str(of_another.id)) is not None
