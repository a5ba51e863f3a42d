"""Servers that all workers of a test run share: the first one that needs it starts it."""

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

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
    with (folder / f"{name}.gate").open("w") as gate, (folder / f"{name}.use").open("w") as use:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if address.exists():
            fcntl.flock(use, fcntl.LOCK_SH)
            fcntl.flock(gate, fcntl.LOCK_UN)
            yield address.read_text()
            return
        with running(temporary.mktemp(name)) as url:
            address.write_text(url)
            fcntl.flock(gate, fcntl.LOCK_UN)
            yield url
            with _held(gate):  # who comes after this starts another one
                address.unlink()
            fcntl.flock(use, fcntl.LOCK_EX)


@contextmanager
def _held(lock: TextIO) -> Generator[None]:
    fcntl.flock(lock, fcntl.LOCK_EX)
    yield
    fcntl.flock(lock, fcntl.LOCK_UN)


def _of_the_run(temporary: pytest.TempPathFactory) -> Path:
    """The folder that the workers of this run have in common, and no other run has."""
    own = temporary.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
