"""kill -9 of a worker with 50 calls at any of their steps, beside another worker that lives."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from tests.bench.calls import lost, p95
from tests.bench.figures import Figure
from tests.bench.members import Worker, running_intake, running_worker
from tests.bench.prefect_side import UNFINISHED
from tests.bench.stack import Stack

CALLS = 50
PER_SECOND = 2.0
PROVIDERS = {"transcribing_seconds": 20, "analyzing_seconds": 20}
END_SECONDS = 240.0
# A run counts as over three minutes after its last state; ten are put right every 15 seconds.
TIDY_SECONDS = 300.0


def measure(stack: Stack) -> list[Figure]:
    """Kill the worker that has all calls, each at another point; look when each runs elsewhere."""
    with (
        stack.part() as part,
        running_intake(stack, part),
        running_worker(stack, part, name="first") as first,
    ):
        stack.providers(**PROVIDERS)
        part.calls.drop_paced(CALLS, PER_SECOND)
        with running_worker(stack, part, name="second"):
            victims = [call for call in part.calls.records() if _is_owned(call, first)]
            killed_at = datetime.now(UTC)
            first.process.kill()
            part.calls.wait_until_ended(CALLS, END_SECONDS)
            calls = part.calls.records()
            left = _left(stack)
    delays = _delays(calls, {call.call_id for call in victims}, killed_at)
    steps = Counter(call.status.value for call in victims)
    at = ", ".join(f"{count} {status}" for status, count in steps.items())
    return [
        Figure(
            f"kill -9 to running on another worker, p95 of {len(victims)} ({at})",
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
