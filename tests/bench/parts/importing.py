"""Whether a single new call starts soon while a thousand files are imported."""

import sys
import time
from pathlib import Path

from tests.bench.calls import Dropped, p95, start_delays
from tests.bench.figures import Figure, at_most
from tests.bench.members import running_intake, running_worker
from tests.bench.processes import Process
from tests.bench.recordings import recording
from tests.bench.stack import Part, Stack
from tests.bench.waiting import wait_until

FILES, LIVE = 1000, 10
FIRST = 40
PAUSE_SECONDS = 4.0
BEGIN_SECONDS, START_SECONDS = 120.0, 15.0


def measure(stack: Stack) -> list[Figure]:
    """Drop a live recording every few seconds during `callinsight import`."""
    with stack.part() as part, running_worker(stack, part), running_intake(stack, part):
        importing = _importing(stack, part)
        try:
            wait_until(lambda: _open(stack) >= FIRST, BEGIN_SECONDS, "the first imported calls")
            live: list[Dropped] = []
            for _ in range(LIVE):
                live.append(part.calls.drop())
                time.sleep(PAUSE_SECONDS)
            time.sleep(START_SECONDS)
        finally:
            importing.stop(START_SECONDS)
        calls = part.calls.records()
        delays = start_delays(calls, live)
    waiting = sum(call.lane == "backfill" for call in calls)
    title = f"live call to run started, while {FILES} files are imported ({waiting} wait), p95"
    rival = f"at most {max(delays):.2f} s"
    return [Figure(title, p95(delays), "s", rival, own_goal=at_most(10))]


def _importing(stack: Stack, part: Part) -> Process:
    folder = stack.layout.state / "to-import"
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        _write(folder / f"{number}.wav", number)
    command = [sys.executable, "-m", "callinsight", "import", str(folder), "--at-once", "8"]
    return Process("import", command, part.environment(), stack.log("import"))


def _write(file: Path, number: int) -> None:
    if not file.exists():
        file.write_bytes(recording(number))


def _open(stack: Stack) -> int:
    return int(stack.stubs.loaded()["requests"]["elevenlabs"])
