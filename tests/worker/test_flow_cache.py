"""A flow is imported once, and again when its deployment or its file has changed."""

import logging
import os
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.schemas.actions import DeploymentUpdate

from callinsight.worker import flow_cache
from callinsight.worker.worker import CallInsightWorker
from tests.worker import flows
from tests.worker.served import Pool, runs_of, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]

_CODE = """
from prefect import flow
from tests.worker import flows

flows.SEEN.append(("imported", {word!r}))

@flow
async def says(number: int = 0) -> None:
    flows.SEEN.append(("says", {word!r}))
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a flow; the worker changes into its folder, the test comes back."""
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "says.py", "one")
    return tmp_path / "says.py"


def _write(file: Path, word: str) -> None:
    file.write_text(_CODE.format(word=word))
    os.utime(file, ns=(1, len(word) * 10**9 + ord(word[0]) * 10**9))  # never the same moment


async def _deployed(pool: Pool, file: Path, version: str) -> UUID:
    step = {"prefect.deployments.steps.set_working_directory": {"directory": str(file.parent)}}
    return await pool.deploy(
        flows.many, name="says", entrypoint=f"{file.name}:says", pull_steps=[step], version=version
    )


async def test_a_flow_is_imported_once_until_its_deployment_or_its_file_changes(
    pool: Pool, worker: CallInsightWorker, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = await _deployed(pool, file, "1")
    runs = await pool.schedule_many(deployment, 3)
    await pool.ended(*runs)
    assert flows.seen("says") == ["one"] * 3
    assert flows.seen("imported") == ["one"]

    _write(file, "three")
    assert await _deployed(pool, file, "2") == deployment
    await pool.ended(await pool.schedule(deployment))
    assert flows.seen("says")[-1] == "three"

    _write(file, "seven of them")
    monkeypatch.setattr(flow_cache, "LOOK_AGAIN_SECONDS", 0)
    await pool.ended(await pool.schedule(deployment))
    assert flows.seen("says")[-1] == "seven of them"
    assert len(flows.seen("imported")) == 3


async def test_a_changed_module_is_told_and_not_half_reloaded(
    pool: Pool,
    worker: CallInsightWorker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    deployment = await pool.deploy(flows.arithmetic)
    await pool.ended(await pool.schedule(deployment, number=1))
    cached = runs_of(worker)._flows._flows[deployment]
    assert cached.source is not None
    cached.source = (cached.source[0], 0)  # as if the file had been older
    monkeypatch.setattr(flow_cache, "LOOK_AGAIN_SECONDS", 0)
    with caplog.at_level(logging.WARNING):
        await pool.ended(*await pool.schedule_many(deployment, 2))
    assert caplog.text.count("flows.py has changed; restart the worker to use it.") == 1
    assert len(flows.seen("on_completed")) == 3


async def test_a_flow_that_cannot_be_imported_crashes_its_run_and_holds_no_place(
    pool: Pool, worker: CallInsightWorker
) -> None:
    broken = await pool.deploy(flows.waits, entrypoint="tests.worker.flows.is_not_there")
    absent = await pool.deploy(flows.waits, name="absent", entrypoint="no.such.module")
    runs = [await pool.schedule(broken), await pool.schedule(absent)]
    for ended in await pool.ended(*runs):
        assert ended.state is not None
        assert ended.state_name == "Crashed"
        assert str(ended.state.message).endswith(".")
    await until(lambda: len(runs_of(worker)) == 0)
    assert runs_of(worker)._gate.free == 16
    await pool.client.update_deployment(
        broken, DeploymentUpdate(entrypoint="tests.worker.flows.waits")
    )
    flows.GO.set()
    await pool.reached(await pool.schedule(broken), "Completed")
