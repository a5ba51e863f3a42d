"""The accounting of CPU time: children count as their parent's, also once they are gone."""

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from tests.bench.cpu import CpuMeter, listed, tree_seconds
from tests.bench.processes import peak_mb

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"
PARENT = (
    "import subprocess, sys\n"
    f"subprocess.run([sys.executable, '-c', {BURN!r}])\n"
    "print('reaped', flush=True)\n"
    f"child = subprocess.Popen([sys.executable, '-c', {BURN + 'print(1, flush=True); input()'!r}], "
    "stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
    "child.stdout.readline()\n"
    "print('alive', flush=True)\n"
    "input()\n"
    "child.communicate(b'\\n')\n"
)


@contextmanager
def _parent() -> Generator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate("\n", timeout=30)


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_child_counts_for_its_parent_while_it_lives_and_after_it_was_waited_for() -> None:
    with _parent() as process:
        assert _line(process) == "reaped"
        assert tree_seconds(process.pid) >= 0.25  # the kernel counts in hundredths
        assert _line(process) == "alive"
        assert tree_seconds(process.pid) >= 0.55


def test_a_meter_tells_what_each_role_used_since_it_was_made() -> None:
    with _parent() as process:
        _line(process)
        _line(process)
        meter = CpuMeter({"worker": [process.pid], "nobody": []})
        time.sleep(0.05)
        assert meter.spent() == {"worker": 0.0, "nobody": 0.0}


def test_a_process_that_is_gone_has_used_nothing() -> None:
    done = subprocess.Popen([sys.executable, "-c", "pass"])
    done.wait()
    assert tree_seconds(done.pid) == 0.0


def test_roles_are_listed_by_what_one_call_cost_in_each() -> None:
    assert listed({"intake": 1.0, "worker": 4.0}, 10) == "worker 0.400, intake 0.100"


def test_the_peak_of_memory_counts_what_was_given_back() -> None:
    code = "held = bytearray(80_000_000)\ndel held\nprint(1, flush=True)\ninput()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert _line(process) == "1"
        assert peak_mb(process.pid) > 80
    finally:
        process.communicate("\n", timeout=30)
