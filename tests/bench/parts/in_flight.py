"""A thousand calls at one moment in one worker: none is lost, none is paid twice."""

import time
from typing import Any

from tests.bench.calls import lost
from tests.bench.figures import Figure
from tests.bench.members import Worker, running_intake, running_worker
from tests.bench.stack import Part, Stack

CALLS = 1000
HOLD_SECONDS = 900
RELEASE_SECONDS = 60
END_SECONDS = 600
LOOK_SECONDS = 3.0


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
        watched = _watched(stack, part, worker)
        told = stack.stubs.loaded()
        not_completed = lost(part.calls.records(), CALLS)
    health = watched["health"]
    return [
        Figure("calls in flight in one worker", told["peak"], key="in_flight_peak"),
        Figure("  its memory, at most", watched["rss_mb"], "MB", key="in_flight_rss_mb"),
        Figure("  calls lost", not_completed, key="in_flight_lost"),
        Figure("  paid twice", sum(told["repeated"].values()), key="in_flight_paid_twice"),
        Figure(
            "  loop lag, 99th percentile", health["loop_lag_p99_ms"], "ms", key="loop_lag_p99_ms"
        ),
        Figure("  until all were in flight", watched["full_at"] - begun, "s"),
        Figure("  until all were completed", time.monotonic() - begun, "s"),
    ]


def _watched(stack: Stack, part: Part, worker: Worker) -> dict[str, Any]:
    """Look at the worker until all calls have ended; return the most it held."""
    seen: dict[str, Any] = {"rss_mb": 0.0, "full_at": time.monotonic(), "health": {}}
    deadline = time.monotonic() + HOLD_SECONDS + RELEASE_SECONDS + END_SECONDS
    while time.monotonic() < deadline:
        if (health := worker.health()) is not None:
            seen["health"] = _worse(health, seen["health"])
            seen["rss_mb"] = max(seen["rss_mb"], health["rss_mb"])
        told = stack.stubs.loaded()
        if told["peak"] < CALLS:
            seen["full_at"] = time.monotonic()
        answered = told["requests"]["openai"] >= CALLS
        if answered and part.calls.wait_until_ended(CALLS, LOOK_SECONDS) >= CALLS:
            break
        time.sleep(LOOK_SECONDS)
    return seen


def _worse(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    lag = "loop_lag_p99_ms"
    return {**now, lag: max(now[lag] or 0.0, before.get(lag, 0.0))}
