"""A thousand calls at one moment in one worker: none is lost, none is paid twice."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.bench.calls import lost
from tests.bench.figures import Figure
from tests.bench.members import Worker, running_intake, running_worker
from tests.bench.processes import peak_mb
from tests.bench.stack import Part, Stack

CALLS = 1000
HOLD_SECONDS = 900
RELEASE_SECONDS = 60
END_SECONDS = 600
LOOK_SECONDS = 3.0


@dataclass
class Seen:
    """What the worker told of itself; its loop lag is that of the last ten minutes."""

    full: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    full_at: float = 0.0
    ended_at: float = 0.0


def measure(stack: Stack) -> list[Figure]:
    """Hold all answers until a thousand requests are open, then give them over a minute."""
    with (
        stack.part() as part,
        running_worker(stack, part) as worker,
        running_intake(stack, part),
    ):
        stack.providers(
            hold_until=CALLS,
            hold_seconds=HOLD_SECONDS,
            release_seconds=RELEASE_SECONDS,
        )
        begun = time.monotonic()
        part.calls.drop_many(CALLS)
        seen = _watched(stack, part, worker)
        memory = peak_mb(worker.process.pid)
        told = stack.stubs.loaded()
        not_completed = lost(part.calls.records(), CALLS)
    full_mb, full_ms = seen.full["rss_mb"], seen.full["loop_lag_p99_ms"]
    lag = seen.last["loop_lag_p99_ms"]
    full = f"{full_mb:.0f} MB while all wait"
    return [
        Figure("calls in flight in one worker", told["peak"], key="in_flight_peak"),
        Figure(f"  its memory, at most ({full})", memory, "MB", key="in_flight_rss_mb"),
        Figure("  calls lost", not_completed, key="in_flight_lost"),
        Figure("  paid twice", sum(told["repeated"].values()), key="in_flight_paid_twice"),
        Figure(
            f"  loop lag, 99th percentile of all ({full_ms:.0f} ms until all wait)",
            lag,
            "ms",
            key="loop_lag_p99_ms",
        ),
        Figure("  until all were in flight", seen.full_at - begun, "s"),
        Figure("  until all were completed", seen.ended_at - begun, "s"),
    ]


def _watched(stack: Stack, part: Part, worker: Worker) -> Seen:
    """Look at the worker until all calls have ended."""
    seen = Seen()
    deadline = time.monotonic() + HOLD_SECONDS + RELEASE_SECONDS + END_SECONDS
    while time.monotonic() < deadline:
        told = stack.stubs.loaded()
        seen.last = worker.health() or seen.last
        if told["peak"] < CALLS or not seen.full:
            seen.full, seen.full_at = seen.last, time.monotonic()
        answered = told["requests"]["openai"] >= CALLS
        if answered and part.calls.wait_until_ended(CALLS, LOOK_SECONDS) >= CALLS:
            break
        time.sleep(LOOK_SECONDS)
    seen.ended_at = time.monotonic()
    return seen
