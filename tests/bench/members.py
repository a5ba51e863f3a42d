"""The members that a measurement starts and stops itself: workers and the intake."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.bench.processes import Process
from tests.bench.stack import Part, Stack
from tests.servers import free_port

WARM, COLD = "calls", "process"
TYPES = {WARM: "callinsight", COLD: "process"}
"""The pools that are compared, and their types."""

PIPELINE = ("process-call", "flows.process_call.process_call")
NO_OP = ("no-op", "tests.bench.no_op_flow.process_call")
COLD_AT_ONCE = 6  # as many as two cores start without standing in each other's way
COLD_SETTINGS = {"PREFECT_WORKER_QUERY_SECONDS": "2", "CALLINSIGHT_CAPACITY": str(COLD_AT_ONCE)}
_STOP_SECONDS = 40.0


@dataclass
class Worker:
    """A worker of either kind; only the warm one tells of its health."""

    process: Process
    health_port: int

    def health(self) -> dict[str, Any] | None:
        """Return what the worker tells of itself; None while it does not."""
        url = f"http://127.0.0.1:{self.health_port}/health"
        try:
            return dict(httpx.get(url, timeout=5, trust_env=False).json())
        except (httpx.HTTPError, ValueError):
            return None


def deployed(stack: Stack, pool: str, flow: tuple[str, str] = PIPELINE) -> str:
    """Deploy a flow to a pool; return the deployment's id."""
    name, entrypoint = flow
    return stack.prefect.deploy(name, entrypoint, f"on-{pool}", pool, TYPES[pool])


@contextmanager
def running_worker(
    stack: Stack, part: Part, pool: str = WARM, name: str = "worker", **settings: str
) -> Generator[Worker]:
    """Run a worker of a pool until the block ends."""
    deployed(stack, pool)  # a pool that is missing would be made by the worker, of its own type
    port = free_port()
    command = [*(sys.executable, "-m", "callinsight", "worker"), "--pool", pool, "--name", name]
    if pool == COLD:
        command += ["--limit", str(COLD_AT_ONCE)]
        settings = {**COLD_SETTINGS, **settings}
    else:
        command += ["--health-port", str(port)]
    settings = {"DRAIN_SECONDS": "5", **settings}
    process = Process(name, command, part.environment(**settings), stack.log(name))
    worker = Worker(process, port)
    try:
        process.wait_until(
            lambda: stack.prefect.is_served(pool) if pool == COLD else worker.health() is not None
        )
        yield worker
    finally:
        process.stop(_STOP_SECONDS)


@contextmanager
def running_intake(
    stack: Stack, part: Part, pool: str = WARM, **settings: str
) -> Generator[Process]:
    """Run the poller and the dispatcher until the block ends."""
    ready = stack.layout.state / "intake.ready"
    ready.unlink(missing_ok=True)
    deployed(stack, pool)
    environment = part.environment(
        CALLINSIGHT_DEPLOYMENT=f"{PIPELINE[0]}/on-{pool}",
        **({**COLD_SETTINGS, **settings} if pool == COLD else settings),
    )
    command = [sys.executable, "-m", "callinsight", "intake", "--ready-file", str(ready)]
    process = Process("intake", command, environment, stack.log("intake"))
    try:
        process.wait_until(ready.is_file)
        yield process
    finally:
        process.stop(_STOP_SECONDS)
