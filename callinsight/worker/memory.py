"""How much memory this process holds, and how much it may."""

import os
from pathlib import Path

DEFAULT_SHARE = 0.8
_STATM = Path("/proc/self/statm")
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def resident_bytes() -> int | None:
    """Return the resident memory of this process; None where the system does not tell (macOS)."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def available_bytes(limits: tuple[Path, ...] = _LIMITS) -> int:
    """Return what the container may use, or the whole machine."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    allowed = [machine]
    for file in limits:
        try:
            allowed.append(int(file.read_text()))
        except (OSError, ValueError):  # no such version of cgroups, or "max"
            continue
    return min(allowed)


class Watermark:
    """Above it a worker takes no more work; what it has goes on."""

    def __init__(self, most_bytes: int | None = None) -> None:
        self.most_bytes = most_bytes or int(available_bytes() * DEFAULT_SHARE)

    def is_reached(self) -> bool:
        """Say whether the process holds that much."""
        held = resident_bytes()
        return held is not None and held >= self.most_bytes
