"""Whether a worker's memory grows with the calls it has executed."""

import time

import psutil

from tests.bench.figures import Figure, at_most
from tests.bench.members import NO_OP, WARM, deployed, running_worker
from tests.bench.parts.no_op import run_all
from tests.bench.slope import slope
from tests.bench.stack import Stack

WARM_UP, ROUNDS, EACH = 300, 10, 150
SETTLE_SECONDS = 2.0
MORE_DESCRIPTORS = 10


def measure(stack: Stack) -> list[Figure]:
    """Execute 1,500 runs that do nothing, after 300 to warm up with; look after each 150."""
    deployment = deployed(stack, WARM, NO_OP)
    with stack.part() as part, running_worker(stack, part) as worker:
        process = psutil.Process(worker.process.pid)
        done = stack.prefect.count("COMPLETED", deployment_id=deployment)
        run_all(stack, deployment, done, WARM_UP)
        looks = [_look(process)]
        for number in range(ROUNDS):
            run_all(stack, deployment, done + WARM_UP + number * EACH, EACH)
            looks.append(_look(process))
    runs = [number * EACH / 1000 for number in range(len(looks))]
    memory, descriptors = [look[0] for look in looks], [look[1] for look in looks]
    held = f"{memory[0]:.1f} MB at first, {memory[-1]:.1f} MB at last"
    return [
        Figure(
            f"memory a worker gains in 1,000 calls ({held})",
            slope(runs, memory),
            "MB",
            key="rss_slope_mb_per_1000",
        ),
        Figure(
            f"  open files it gains ({descriptors[0]:.0f} at first)",
            descriptors[-1] - descriptors[0],
            own_goal=at_most(MORE_DESCRIPTORS),
        ),
    ]


def _look(process: psutil.Process) -> tuple[float, float]:
    """Return resident megabytes and open descriptors, once the last run's ends are settled."""
    time.sleep(SETTLE_SECONDS)
    return process.memory_info().rss / 1e6, float(process.num_fds())
