"""How busy the machine was while something was measured: others may have used it, too."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

SAMPLE_SECONDS = 5.0


@dataclass
class MachineLoad:
    """Load averages of one minute, a sample every five seconds."""

    samples: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Take a sample."""
        self.samples.append(os.getloadavg()[0])

    def __str__(self) -> str:
        if not self.samples:
            return "load unknown"
        mean = sum(self.samples) / len(self.samples)
        return f"load {mean:.1f} (at most {max(self.samples):.1f})"


@contextmanager
def watching_load() -> Generator[MachineLoad]:
    """Sample the machine's load for the length of a block."""
    load, stop = MachineLoad(), threading.Event()

    def watch() -> None:
        load.look()
        while not stop.wait(SAMPLE_SECONDS):
            load.look()

    thread = threading.Thread(target=watch, name="machine load", daemon=True)
    thread.start()
    try:
        yield load
    finally:
        stop.set()
        thread.join()
