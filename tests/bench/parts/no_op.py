"""What a worker costs by itself: a flow that does nothing, on both pools."""

from tests.bench.cpu import CpuMeter, listed
from tests.bench.figures import Figure
from tests.bench.members import COLD, NO_OP, WARM, deployed, running_worker
from tests.bench.stack import Stack
from tests.bench.waiting import wait_until

WARM_RUNS, COLD_RUNS = 300, 8
PATIENCE_SECONDS = 240.0


def measure(stack: Stack) -> list[Figure]:
    """Compare the CPU a worker needs for one run that does nothing."""
    warm, warm_roles = _cost(stack, WARM, warm_up=20, runs=WARM_RUNS)
    cold, cold_roles = _cost(stack, COLD, warm_up=1, runs=COLD_RUNS)
    return [
        Figure(
            f"worker CPU per no-op call, process pool / warm ({COLD_RUNS} / {WARM_RUNS} calls)",
            cold / warm,
            key="worker_cpu_ratio",
        ),
        Figure("  worker, CPU-s per no-op call", warm, "s", f"process pool {cold:.2f} s"),
        Figure(f"  all: {warm_roles}", sum_of(warm_roles), "s", f"process pool: {cold_roles}"),
    ]


def _cost(stack: Stack, pool: str, *, warm_up: int, runs: int) -> tuple[float, str]:
    """Return the worker's CPU seconds per run, and those of all roles as text."""
    deployment = deployed(stack, pool, NO_OP)
    with stack.part() as part, running_worker(stack, part, pool) as worker:
        before = stack.prefect.count("COMPLETED", deployment_id=deployment)
        run_all(stack, deployment, before, warm_up)
        meter = CpuMeter({"worker": [worker.process.pid], **stack.roles()})
        run_all(stack, deployment, before + warm_up, runs)
        spent = meter.spent()
    return spent["worker"] / runs, listed(spent, runs)


def run_all(stack: Stack, deployment: str, completed: int, count: int) -> None:
    """Start runs and wait for their end; raises `RuntimeError` if it does not come."""
    stack.prefect.start_runs(deployment, [f"no-op-{number}" for number in range(count)])
    wait_until(
        lambda: stack.prefect.count("COMPLETED", deployment_id=deployment) >= completed + count,
        PATIENCE_SECONDS,
        "the no-op runs to end",
    )


def sum_of(roles: str) -> float:
    """Return the sum of what `listed` wrote."""
    return sum(float(entry.rpartition(" ")[2]) for entry in roles.split(", "))
