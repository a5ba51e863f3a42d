"""Two workers on one pool: both take calls, and no call is executed twice."""

from callinsight.domain.status import Status
from tests.bench.calls import lost
from tests.bench.figures import Figure, at_least, at_most
from tests.bench.members import running_intake, running_worker
from tests.bench.stack import Stack

CALLS = 100
PATIENCE_SECONDS = 180.0
LOOK_SECONDS = 2.0


def measure(stack: Stack) -> list[Figure]:
    """Drop a hundred recordings at once."""
    with (
        stack.part() as part,
        running_worker(stack, part, name="first") as first,
        running_worker(stack, part, name="second") as second,
        running_intake(stack, part),
    ):
        stack.providers(transcribing_seconds=5)
        part.calls.drop_many(CALLS)
        most = dict.fromkeys(("first", "second"), 0)
        for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
            for name, worker in (("first", first), ("second", second)):
                most[name] = max(most[name], (worker.health() or {}).get("running") or 0)
            if part.calls.wait_until_ended(CALLS, LOOK_SECONDS) >= CALLS:
                break
        calls = part.calls.records()
        repeated = sum(stack.stubs.loaded()["repeated"].values())
    begins = [sum(entry.status is Status.READING for entry in call.history) for call in calls]
    return [
        Figure(
            "runs at once on the idler of two workers",
            min(most.values()),
            "",
            f"on the other {max(most.values())}",
            own_goal=at_least(1),
        ),
        Figure(
            "  calls executed or paid twice",
            sum(begins) - len(calls) + repeated,
            own_goal=at_most(0),
        ),
        Figure("  calls lost", lost(calls, CALLS), own_goal=at_most(0)),
    ]
