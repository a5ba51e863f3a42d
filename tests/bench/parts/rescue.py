"""kill -9 of a worker with 50 calls at any of their steps, beside another worker that lives."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from callinsight.domain.call import Call, Status
from tests.bench.calls import lost, p95
from tests.bench.figures import Figure
from tests.bench.members import Worker, running_intake, running_worker
from tests.bench.prefect_side import UNFINISHED
from tests.bench.stack import Stack
from tests.bench.waiting import wait_until

CALLS = 50
PROVIDERS = {"transcribing_seconds": 20, "analyzing_seconds": 20}
FILL_SECONDS, END_SECONDS, TIDY_SECONDS = 120.0, 240.0, 120.0


def measure(stack: Stack) -> list[Figure]:
    """Kill the worker that has all calls; look when each runs on the other one."""
    with (
        stack.part() as part,
        running_intake(stack, part),
        running_worker(stack, part, name="first") as first,
    ):
        stack.providers(**PROVIDERS)
        part.calls.drop_many(CALLS)
        wait_until(
            lambda: stack.stubs.loaded()["requests"]["elevenlabs"] >= CALLS - 5,
            FILL_SECONDS,
            f"{CALLS} calls to be in flight",
        )
        with running_worker(stack, part, name="second"):
            victims = [call for call in part.calls.records() if _is_owned(call, first)]
            killed_at = datetime.now(UTC)
            first.process.kill()
            part.calls.wait_until_ended(CALLS, END_SECONDS)
            calls = part.calls.records()
            left = _left(stack)
    delays = _delays(calls, {call.call_id for call in victims}, killed_at)
    steps = sorted({call.status.value for call in victims})
    return [
        Figure(
            f"kill -9 to running on another worker, p95 of {len(victims)} ({', '.join(steps)})",
            p95(delays),
            "s",
            f"at most {max(delays):.1f} s",
            key="rescue_p95_s",
        ),
        Figure(
            "  calls lost, and runs left behind",
            lost(calls, CALLS) + left,
            "",
            f"{left} runs left",
            key="rescue_lost",
        ),
    ]


def _is_owned(call: Call, worker: Worker) -> bool:
    return call.is_running and f"-{worker.process.pid}-" in (call.owner or "")


def _delays(calls: Sequence[Call], victims: set[str], killed_at: datetime) -> list[float]:
    """Return the seconds until each victim's next begin; endless for one that had none."""
    delays = []
    for call in calls:
        if call.call_id in victims:
            begins = [entry.at for entry in call.history if entry.status is Status.READING]
            later = [at for at in begins if at > killed_at]
            delays.append((later[0] - killed_at).total_seconds() if later else float("inf"))
    return delays or [float("inf")]


def _left(stack: Stack) -> int:
    """Return how many runs stay unfinished, after time to put their states right."""
    deadline = time.monotonic() + TIDY_SECONDS
    while (left := stack.prefect.count(*UNFINISHED)) and time.monotonic() < deadline:
        time.sleep(1)
    return left
