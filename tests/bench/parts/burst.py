"""Many recordings at once, providers that answer at once: the price of a call, and the rate."""

import time
from dataclasses import dataclass

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from tests.bench.calls import last_reached, lost
from tests.bench.cpu import CpuMeter, listed
from tests.bench.figures import Figure, at_most
from tests.bench.members import COLD, WARM, running_intake, running_worker
from tests.bench.stack import Stack

WARM_CALLS, COLD_CALLS = 200, 12
PATIENCE_SECONDS = 240.0


@dataclass(frozen=True)
class Burst:
    """What one burst took."""

    count: int
    lost: int
    seconds: float
    spent: dict[str, float]

    @property
    def per_minute(self) -> float:
        """Return how many calls were completed a minute."""
        return 60 * (self.count - self.lost) / self.seconds

    def each(self, *roles: str) -> float:
        """Return the CPU seconds of some roles for one call."""
        return sum(self.spent[role] for role in roles) / self.count


def measure(stack: Stack) -> list[Figure]:
    """Compare both pools on the whole pipeline."""
    warm = burst(stack, WARM, warm_up=20, count=WARM_CALLS)
    cold = burst(stack, COLD, warm_up=2, count=COLD_CALLS)
    w, c = warm.each("worker"), cold.each("worker")
    title = f"({cold.count} / {warm.count} calls)"
    return [
        Figure(
            f"worker CPU per call, process pool / warm {title}", c / w, key="pipeline_cpu_ratio"
        ),
        Figure("  worker, CPU-s per call", w, "s", f"process pool {c:.2f} s"),
        Figure(
            "Prefect's server and its database, CPU per call",
            warm.each("server", "database"),
            "s",
            f"process pool {cold.each('server', 'database'):.2f} s",
            key="server_cpu_s",
        ),
        Figure(
            f"  all: {listed(warm.spent, warm.count)}",
            warm.each(*warm.spent),
            "s",
            f"process pool: {listed(cold.spent, cold.count)}",
        ),
        Figure(
            "calls a minute, everything on this machine",
            warm.per_minute,
            "",
            f"process pool {cold.per_minute:.1f}",
            key="calls_per_minute",
        ),
        Figure(
            "  ratio to the process pool", warm.per_minute / cold.per_minute, key="throughput_ratio"
        ),
        Figure("  calls lost", warm.lost, "", f"process pool {cold.lost}", own_goal=at_most(0)),
    ]


def burst(stack: Stack, pool: str, *, warm_up: int, count: int) -> Burst:
    """Drop recordings all at once, after a few to warm up with, and wait for the last one."""
    with (
        stack.part() as part,
        running_worker(stack, part, pool) as worker,
        running_intake(stack, part, pool) as intake,
    ):
        part.calls.drop_many(warm_up)
        part.calls.wait_until_ended(warm_up, PATIENCE_SECONDS)
        roles = {"worker": [worker.process.pid], "intake": [intake.pid], **stack.roles()}
        meter, begun = CpuMeter(roles), time.time()
        keys = {one.key for one in part.calls.drop_many(count)}
        part.calls.wait_until_ended(warm_up + count, PATIENCE_SECONDS)
        spent = meter.spent()
        calls = [c for c in part.calls.records() if c.recording and c.recording.key in keys]
    return Burst(count, lost(calls, count), _last_end(calls) - begun, spent)


def _last_end(calls: list[Call]) -> float:
    ends = [last_reached(call, Status.COMPLETED) for call in calls]
    return max((end.timestamp() for end in ends if end is not None), default=time.time())
