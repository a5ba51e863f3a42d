"""How long a person waits for `callinsight --help`."""

import subprocess
import sys
import time
from statistics import median

from tests.bench.figures import Figure

RUNS = 7


def measure(_stack: None) -> list[Figure]:
    """Compare it with the start of an empty Python."""
    own = _seconds("-m", "callinsight", "--help")
    bare = _seconds("-c", "pass")
    rival = f"empty Python {bare:.3f} s"
    return [
        Figure(f"callinsight --help, median of {RUNS}", own, "s", rival, key="cli_help_s"),
    ]


def _seconds(*arguments: str) -> float:
    def once() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        return time.perf_counter() - started

    return median(once() for _ in range(RUNS))
