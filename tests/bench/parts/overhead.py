"""What CallInsight adds to a plain script that makes the same requests to the providers."""

import json
import subprocess
import sys
import time

from callinsight.domain.status import Status
from tests.bench.calls import last_reached, lost
from tests.bench.cpu import CpuMeter, listed
from tests.bench.figures import Figure, at_most
from tests.bench.members import running_intake, running_worker
from tests.bench.processes import ROOT
from tests.bench.stack import Stack

CALLS = 60
PER_SECOND = 1.0
PROVIDERS = {"transcribing_seconds": 15, "analyzing_seconds": 5}
PATIENCE_SECONDS = 240.0
OURS = ("worker", "server", "database", "intake")


def measure(stack: Stack) -> list[Figure]:
    """Let a call arrive each second, at CallInsight and at the script."""
    with stack.part() as part:
        stack.providers(**PROVIDERS)
        script = _script(stack)
        with running_worker(stack, part) as worker, running_intake(stack, part) as intake:
            stack.providers()
            part.calls.drop_many(5)
            part.calls.wait_until_ended(5, PATIENCE_SECONDS)
            stack.providers(**PROVIDERS)
            roles = {"worker": [worker.process.pid], "intake": [intake.pid], **stack.roles()}
            meter, begun = CpuMeter(roles), time.time()
            keys = {one.key for one in part.calls.drop_paced(CALLS, PER_SECOND)}
            part.calls.wait_until_ended(5 + CALLS, PATIENCE_SECONDS)
            spent = meter.spent()
        calls = [c for c in part.calls.records() if c.recording and c.recording.key in keys]
    ends = [end for call in calls if (end := last_reached(call, Status.COMPLETED)) is not None]
    seconds = max(end.timestamp() for end in ends) - begun
    ours, theirs = sum(spent[role] for role in OURS) / CALLS, script["cpu_seconds"] / CALLS
    beside = {role: used for role, used in spent.items() if role not in OURS}
    own = {role: spent[role] for role in OURS}
    return [
        Figure(
            f"CPU more per call than a script ({listed(own, CALLS)})",
            ours - theirs,
            "s",
            f"script {theirs:.3f} s",
            key="overhead_cpu_s",
        ),
        Figure(f"  beside it: {listed(beside, CALLS)}", sum(beside.values()) / CALLS, "s"),
        Figure(
            f"time for {CALLS} calls, ours / script",
            seconds / script["seconds"],
            "",
            f"{seconds:.1f} s / {script['seconds']:.1f} s",
            key="wall_ratio",
        ),
        Figure("  calls lost", lost(calls, CALLS), own_goal=at_most(0)),
    ]


def _script(stack: Stack) -> dict[str, float]:
    """Run the rival; return what it told of itself."""
    command = [sys.executable, "-m", "tests.bench.rival"]
    urls = [stack.stubs.elevenlabs_url, stack.stubs.openai_url]
    done = subprocess.run(
        [*command, *urls, str(CALLS), str(PER_SECOND)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    return dict(json.loads(done.stdout))
