"""CPU time by role: a role is some processes with all their children, those that ended too."""

from collections.abc import Mapping, Sequence

import psutil


def tree_seconds(pid: int) -> float:
    """Return the CPU time of a process, of its living descendants, and of those it waited for.

    A process that is gone has used none: measure while it lives.
    """
    try:
        root = psutil.Process(pid)
        processes = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(_own_seconds(process) for process in processes)


def _own_seconds(process: psutil.Process) -> float:
    """Return what a process used, with what its ended children used."""
    try:
        times = process.cpu_times()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


class CpuMeter:
    """Measures from its creation on."""

    def __init__(self, roles: Mapping[str, Sequence[int]]) -> None:
        self._roles = roles
        self._begun = self._now()

    def spent(self) -> dict[str, float]:
        """Return the CPU seconds of each role since the creation."""
        now = self._now()
        return {role: now[role] - self._begun[role] for role in self._roles}

    def _now(self) -> dict[str, float]:
        return {role: sum(map(tree_seconds, pids)) for role, pids in self._roles.items()}


def listed(spent: Mapping[str, float], count: int) -> str:
    """Return CPU seconds per call by role, the largest first."""
    ordered = sorted(spent.items(), key=lambda item: -item[1])
    return ", ".join(f"{role} {seconds / count:.3f}" for role, seconds in ordered)
