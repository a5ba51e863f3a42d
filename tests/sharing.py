"""Servers that all workers of a test run share: the first one that needs it starts it."""

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest


@contextmanager
def shared(
    temporary: pytest.TempPathFactory,
    name: str,
    running: Callable[[Path], AbstractContextManager[str]],
) -> Generator[str]:
    """Yield the address of a server; who started it stops it once nobody else uses it.

    Users hold a lock that ends with their process, so that one that crashed keeps nobody waiting.
    """
    folder = _of_the_run(temporary)
    address = folder / f"{name}.url"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        while address.exists():
            fcntl.flock(lock, fcntl.LOCK_SH)  # not in one step: it may be stopped in between
            if address.exists():
                yield address.read_text()
                return
            fcntl.flock(lock, fcntl.LOCK_EX)
        with running(temporary.mktemp(name)) as url:
            address.write_text(url)
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield url
            fcntl.flock(lock, fcntl.LOCK_EX)
            address.unlink()


def _of_the_run(temporary: pytest.TempPathFactory) -> Path:
    """The folder that the workers of this run have in common, and no other run has."""
    own = temporary.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
