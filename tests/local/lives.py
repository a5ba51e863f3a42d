"""A state folder whose stacks follow each other, how one of them is killed, and what is left then."""

import socket
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from callinsight.local.layout import HOST, Ports
from tests.local.embedded import Embedded, running_up, wait_until


@dataclass
class Folder:
    """A state folder whose stacks follow each other, always on the same ports."""

    state: Path
    keys: dict[str, str]
    ports: Ports
    lives: int = 0

    @contextmanager
    def life(self) -> Generator[Embedded]:
        """Run its next stack."""
        self.lives += 1
        said = self.state.with_name(f"up{self.lives}.log")
        with running_up(self.state, self.ports, self.keys, said) as stack:
            yield stack
        assert nothing_listens(self.ports)


def member(stack: Embedded, words: str) -> psutil.Process:
    """The process whose command has these words."""
    return next(p for p in stack.processes() if words in " ".join(p.cmdline()))


def kill_everything(stack: Embedded) -> None:
    """As when the power goes."""
    doomed = [*stack.processes(), psutil.Process(stack.process.pid)]
    for process in doomed:
        with suppress(psutil.NoSuchProcess):  # some end with their parents
            process.kill()
    stack.process.wait()
    psutil.wait_procs(doomed, timeout=10)


def processes_of(state: Path) -> list[list[str]]:
    """The commands of processes that still use a state folder, by their words or settings."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        words = [*(process.info["cmdline"] or ()), *(process.info["environ"] or {}).values()]
        if any(str(state) in word for word in words):
            found.append(process.info["cmdline"])
    return found


def nothing_listens(ports: Ports) -> bool:
    """Say whether the stack's ports are free within a few seconds."""

    def free() -> bool:
        for port in (ports.api, ports.prefect, ports.aws):
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    return False
        return True

    return wait_until(free, patience=20)
