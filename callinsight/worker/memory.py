"""How much memory this process holds, and how much it may."""

import ctypes
import os
import sys
from pathlib import Path

DEFAULT_SHARE = 0.8
_STATM = Path("/proc/self/statm")
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 65_536


def give_large_buffers_back() -> bool:
    """Let glibc return each freed buffer of 64 KiB or more to the system at once; say if it will.

    By itself it raises that threshold to the size of what was freed, up to 32 MiB, and pieces of
    recordings then leave holes in the heaps of all threads: half a megabyte for each call that
    waits, where 80 KB are in use.
    """
    if sys.platform != "linux":
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES))
    except AttributeError:  # another C library
        return False


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
