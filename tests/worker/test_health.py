"""What a worker tells supervisors, also while its runs stand still; and that it keeps nothing."""

import asyncio
import gc
import socket
import time
import weakref
from pathlib import Path
from typing import Any

import httpx
import pytest

from callinsight.services import Services
from callinsight.worker import worker as worker_module
from callinsight.worker.worker import CallInsightWorker
from tests.worker import flows
from tests.worker.served import Pool, runs_of, serving, until

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_health_is_told_as_json_and_503_while_the_runs_stand_still(
    pool: Pool, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = _free_port()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        async with serving(pool, limit=9, health_port=port) as worker:
            await pool.schedule(await pool.deploy(flows.waits))
            await until(lambda: flows.seen("waits") != [])
            answer = await client.get("/health")
            told = answer.json()
            assert answer.status_code == 200
            assert (told["status"], told["running"], told["limit"]) == ("ok", 1, 9)
            assert told["draining"] is False
            assert told["rss_mb"] > 10

            monkeypatch.setattr(worker_module, "STUCK_SECONDS", 0.2)
            assert worker._warm is not None
            worker._warm.loop.call_soon_threadsafe(time.sleep, 1.5)
            await asyncio.sleep(0.5)
            stuck = await client.get("/health", timeout=1)
            assert (stuck.status_code, stuck.json()["status"]) == (503, "stuck")
            await asyncio.sleep(1.3)
            assert (await client.get("/health")).status_code == 200
            flows.GO.set()
            await until(lambda: len(runs_of(worker)) == 0)
        with pytest.raises(httpx.ConnectError):
            await client.get("/health")


async def test_a_finished_run_leaves_nothing_behind(pool: Pool, worker: CallInsightWorker) -> None:
    deployment = await pool.deploy(flows.waits)
    flows.GO.set()
    engines: list[Any] = []

    async def run(count: int) -> int:
        flows.GO.clear()
        scheduled = await pool.schedule_many(deployment, count)
        await until(lambda: len(runs_of(worker)) == count)
        await until(lambda: all(taken.engine for taken in runs_of(worker)._taken.values()))
        engines.extend(weakref.ref(taken.engine) for taken in runs_of(worker)._taken.values())
        flows.GO.set()
        await pool.ended(*scheduled)
        await until(lambda: len(runs_of(worker)) == 0)
        return len(list(Path("/proc/self/fd").iterdir()))

    before = await run(10)
    after = await run(20)
    assert after - before < 5
    await asyncio.sleep(0.2)
    gc.collect()
    assert sum(engine() is not None for engine in engines) <= 1
