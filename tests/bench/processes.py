"""Processes that are started for a measurement, and are gone after it, whatever happens."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120.0


class Process:
    """One process in a session of its own, tied to the life of this one."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "callinsight.local.tether", *command],
                cwd=ROOT,
                env={**environment, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for us: we stop them in order
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def has_ended(self) -> bool:
        """Say whether it runs no more."""
        return self._popen.poll() is not None

    def wait_until(self, is_ready: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
        """Return once it is ready; raises `RuntimeError` if it ends before, or takes too long."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if self.has_ended or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} is not ready: {tail(self.log)}")
            time.sleep(0.1)

    def terminate(self) -> None:
        """Ask it to stop; do not wait for it."""
        self._popen.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, with its children; nobody is told."""
        for process in self._family():
            with _gone_is_fine():
                process.kill()
        self._popen.wait()

    def wait(self, seconds: float) -> None:
        """Wait for its end; raises `subprocess.TimeoutExpired`."""
        self._popen.wait(seconds)

    def stop(self, seconds: float) -> None:
        """Ask it to stop, insist after a while, and leave no child of it behind."""
        family = self._family()
        self.terminate()
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        for process in family:
            with _gone_is_fine():
                process.kill()

    def _family(self) -> list[psutil.Process]:
        try:
            own = psutil.Process(self.pid)
            return [own, *own.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


@contextmanager
def _gone_is_fine() -> Generator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        return


def peak_mb(pid: int) -> float:
    """Return the most memory a living process has held (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise RuntimeError("memory is measured on Linux only")
    return int(found[1]) * 1024 / 1e6


def tail(log: Path) -> str:
    """Return the end of a log."""
    return log.read_text(errors="replace")[-1500:] if log.is_file() else ""


def bare_environment() -> dict[str, str]:
    """Return this process's environment without what would configure ours."""
    foreign = ("PREFECT_", "AWS_", "ELEVENLABS_", "OPENAI_", "CALLINSIGHT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
