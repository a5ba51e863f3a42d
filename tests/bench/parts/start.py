"""How soon a run starts once its recording's event is in the queue."""

import random
import time
from collections.abc import Callable

from tests.bench.calls import Dropped, p95, start_delays
from tests.bench.figures import Figure
from tests.bench.members import running_intake, running_worker
from tests.bench.stack import Part, Stack
from tests.bench.waiting import wait_until

CALLS, IN_FLIGHT = 20, 200
PAUSE_SECONDS = (0.5, 2.5)
FILL_SECONDS = 240.0
END_SECONDS = 60.0


def measure(stack: Stack) -> list[Figure]:
    """Drop single recordings while nothing happens, and while 200 calls are in flight."""
    with stack.part() as part, running_worker(stack, part), running_intake(stack, part):
        part.calls.drop()
        part.calls.wait_until_ended(1, END_SECONDS)
        idle = _delays(part, lambda: part.calls.wait_until_ended(1, END_SECONDS))
        stack.providers(hold_until=10 * IN_FLIGHT)
        part.calls.drop_many(IN_FLIGHT)
        wait_until(
            lambda: stack.stubs.loaded()["open"] >= IN_FLIGHT,
            FILL_SECONDS,
            f"{IN_FLIGHT} calls to be in flight",
        )
        loaded = _delays(part, lambda: time.sleep(END_SECONDS / 4))
        stack.providers()
    return [
        Figure(
            f"event in SQS to run started, idle, p95 of {CALLS}",
            p95(idle),
            "s",
            f"at most {max(idle):.2f} s",
            key="start_p95_idle_s",
        ),
        Figure(
            f"  with {IN_FLIGHT} in flight, p95 of {CALLS}",
            p95(loaded),
            "s",
            f"at most {max(loaded):.2f} s",
            key="start_p95_loaded_s",
        ),
    ]


def _delays(part: Part, until_begun: Callable[[], object]) -> list[float]:
    dropped: list[Dropped] = []
    for _ in range(CALLS):
        dropped.append(part.calls.drop())
        time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311  (no secret)
    until_begun()
    return start_delays(part.calls.records(), dropped)
