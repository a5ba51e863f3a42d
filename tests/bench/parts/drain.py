"""A worker is stopped with 200 calls in flight, and another one goes on with them."""

import time
from dataclasses import dataclass

from tests.bench.calls import lost
from tests.bench.figures import Figure
from tests.bench.members import running_intake, running_worker
from tests.bench.stack import Part, Stack
from tests.bench.waiting import wait_until

CALLS = 200
JOB_MODE = {"ELEVENLABS_WEBHOOK_ID": "bench", "ELEVENLABS_WEBHOOK_SECRET": "secret"}
DRAIN_SECONDS = 60
FILL_SECONDS = 240.0
END_SECONDS = 300.0
FOR_EVER = 3600
AFTER_SECONDS = 5.0
ANSWERED_OVER_SECONDS = 20


@dataclass(frozen=True)
class Drained:
    """What became of the calls."""

    lost: int
    paid_twice: int
    stopped_seconds: float
    ended_seconds: float


def measure(stack: Stack) -> list[Figure]:
    """Stop a worker in the middle, where jobs are durable and where requests are open."""
    jobs = _drained(stack, JOB_MODE)
    requests = _drained(stack, {})
    sync = f"without jobs {{}} of {CALLS}"
    return [
        Figure("calls lost by a SIGTERM", jobs.lost, "", sync.format(requests.lost), "drain_lost"),
        Figure(
            "  paid twice",
            jobs.paid_twice,
            "",
            sync.format(requests.paid_twice),
            "drain_paid_twice",
        ),
        Figure(
            "  until the worker had stopped",
            jobs.stopped_seconds,
            "s",
            f"without jobs {requests.stopped_seconds:.1f} s",
        ),
        Figure(
            "  until all were completed",
            jobs.ended_seconds,
            "s",
            f"without jobs {requests.ended_seconds:.1f} s",
        ),
    ]


def _drained(stack: Stack, mode: dict[str, str]) -> Drained:
    with (
        stack.part(**mode, DRAIN_SECONDS=str(DRAIN_SECONDS)) as part,
        running_intake(stack, part),
        running_worker(stack, part, name="first", DRAIN_SECONDS=str(DRAIN_SECONDS)) as first,
    ):
        _fill(stack, part)
        with running_worker(stack, part, name="second"):
            begun = time.monotonic()
            first.process.terminate()
            time.sleep(AFTER_SECONDS)
            _answer(stack)
            first.process.wait(DRAIN_SECONDS + END_SECONDS)
            stopped = time.monotonic()
            part.calls.wait_until_ended(CALLS, END_SECONDS)
            ended = time.monotonic()
            not_completed = lost(part.calls.records(), CALLS)
        repeated = sum(stack.stubs.loaded()["repeated"].values())
    return Drained(not_completed, repeated, stopped - begun, ended - begun)


def _fill(stack: Stack, part: Part) -> None:
    """Bring all calls to their transcription, which does not end."""
    stack.stubs.jobs(delay_seconds=FOR_EVER)
    stack.providers(hold_until=10 * CALLS, release_seconds=ANSWERED_OVER_SECONDS)
    part.calls.drop_many(CALLS)
    wait_until(
        lambda: stack.stubs.loaded()["requests"]["elevenlabs"] >= CALLS,
        FILL_SECONDS,
        f"{CALLS} calls to be in flight",
    )


def _answer(stack: Stack) -> None:
    """Let the transcriptions end."""
    stack.stubs.jobs(delay_seconds=0)
    stack.providers()
