"""Run a command that ends when the process that started it ends, even by kill -9 (Linux).

`python -m callinsight.local.tether COMMAND...`: without it a killed supervisor would leave its
servers behind, holding ports and files.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tether(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent dies; leave at once if it is dead already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(1)
    # A shell that starts us with `&` lets us ignore SIGINT, and Prefect turns SIGTERM into it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    tether(os.getppid())
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606  (the supervisor's own command)
