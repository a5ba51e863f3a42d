"""Heartbeats that beat fast, and what is seen of them."""

import threading
import time
from collections.abc import Callable

from callinsight.domain.liveness import Heartbeat
from tests.fakes.operations import FakeOperationsStore
from tests.patience import PATIENCE

BEAT = 0.01


class Table(FakeOperationsStore):
    """Counts beats; answers with errors when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.beats = 0
        self.errors: list[Exception] = []
        self.threads: set[str] = set()

    def beat(self, heartbeat: Heartbeat) -> None:
        self.threads.add(threading.current_thread().name)
        if self.errors:
            raise self.errors.pop(0)
        super().beat(heartbeat)
        self.beats += 1


def wait_for(met: Callable[[], bool]) -> None:
    """Keep the event loop busy until something happens on another thread."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def hearts() -> int:
    """How many heartbeats there are in this process."""
    return sum(thread.name == "heartbeat" for thread in threading.enumerate())
