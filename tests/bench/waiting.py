"""Waiting for something, but not for ever."""

import time
from collections.abc import Callable

LOOK_SECONDS = 1.0


def wait_until(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    """Return once it is so; raises `RuntimeError` if that takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(LOOK_SECONDS)
