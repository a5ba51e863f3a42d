"""If Prefect is not as this worker knows it, it says so and gives each run a process of its own."""

import logging
import threading
from typing import Any

import prefect
import pytest
from prefect import flow_engine
from prefect.states import Completed

from callinsight.services import Services
from callinsight.worker import engine, self_check
from tests.worker import flows
from tests.worker.served import Pool, serving

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


async def test_the_installed_prefect_is_as_expected() -> None:
    assert await self_check.problem() is None


async def test_another_version_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect, "__version__", "3.10.0")
    assert await self_check.problem() == (
        "Prefect 3.10.0 is not 3.9.x, which this worker was tested with"
    )


@pytest.mark.parametrize(
    "name",
    [
        "_flow_parameters", "propose_state", "SharedClientContext", "register_flow_run_suspension_request",
    ],
)  # fmt: skip
async def test_a_missing_part_of_prefect_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    owner: Any = flow_engine if name == "propose_state" else engine
    monkeypatch.delattr(owner, name)
    told = await self_check.problem()
    assert told is not None
    assert told.startswith(f"Prefect {prefect.__version__} is not as expected")
    assert "\n" not in told


@pytest.mark.parametrize("part", ["begin_run", "handle_cancellation", "handle_success"])
async def test_an_engine_that_behaves_otherwise_is_told(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    async def otherwise(_engine: Any, *_told: Any, **_changes: Any) -> Any:
        return Completed()

    monkeypatch.setattr(flow_engine.AsyncFlowRunEngine, part, otherwise)
    monkeypatch.setattr(self_check, "SECONDS", 1.0)
    threads = set(threading.enumerate())
    told = await self_check.problem()
    assert told is not None
    assert told.startswith((f"Prefect {prefect.__version__}", "a "))
    # The process could not end, were there one it waits for.
    assert all(each.daemon for each in set(threading.enumerate()) - threads)


async def test_a_thread_that_somebody_else_begins_meanwhile_is_not_the_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = iter([5, 6, 6, 6, 6])
    monkeypatch.setattr("threading.active_count", lambda: next(counted, 6))
    assert await self_check.problem() is None


async def test_a_run_that_leaves_a_thread_every_time_has_threads_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = iter(range(100))
    monkeypatch.setattr("threading.active_count", lambda: next(counted))
    assert await self_check.problem() == "a run has threads of its own"


async def test_without_prefects_inner_parts_a_run_is_executed_in_a_process_of_its_own(
    pool: Pool,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def gone() -> str:
        return "Prefect 9 is too new"

    monkeypatch.setattr(self_check, "problem", gone)
    run = await pool.schedule(await pool.deploy(flows.in_an_empty_folder), number=1)
    with caplog.at_level(logging.WARNING):
        async with serving(pool):
            (ended,) = await pool.ended(run)
    assert ended.state is not None
    assert ended.state.is_completed(), ended.state.message
    assert "Prefect 9 is too new: each run gets a process of its own, 4 at once." in caplog.text
    assert flows.seen("here") == []  # not in this process


async def test_a_flow_that_is_not_async_runs_apart_and_stops_no_other(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart: list[Any] = []

    async def noted(run: Any) -> int:
        apart.append(run.id)
        return 3

    monkeypatch.setattr("callinsight.worker.warm.execute_apart", noted)
    async with serving(pool):
        run = await pool.schedule(await pool.deploy(flows.synchronous))
        other = await pool.schedule(await pool.deploy(flows.arithmetic), number=1)
        await pool.reached(other, "Completed")
        crashed = await pool.reached(run, "Crashed")
    assert apart == [run.id]
    assert crashed.state is not None
    assert crashed.state.message == "The run's own process ended with exit code 3."
