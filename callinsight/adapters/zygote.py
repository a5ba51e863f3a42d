"""One zygote process, as its parent sees it."""

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

_PROGRAM = "callinsight.adapters.zygote_process"
_INHERITED = {"PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "LC_ALL"}
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
_CHUNK = 1 << 16


class ZygoteEndedError(Exception):
    """The process is not there any more."""


class Zygote:
    """Serves one job at a time, on whichever event loop asks; `end` leaves nothing behind."""

    def __init__(self, modules: Sequence[str]) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        self._socket = ours
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own module)
                [sys.executable, "-m", _PROGRAM, *modules],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                # The libraries write file names there.
                stderr=subprocess.DEVNULL,
                env=_environment(),
                # A group of its own: it dies with all its children, and not with our terminal.
                start_new_session=True,
            )

    async def reply(self, request: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a request and return what it says next; raises `ZygoteEndedError`."""
        loop = asyncio.get_running_loop()
        try:
            if request is not None:
                await loop.sock_sendall(self._socket, json.dumps(request).encode() + b"\n")
            line = bytearray()
            while not line.endswith(b"\n"):
                chunk = await loop.sock_recv(self._socket, _CHUNK)
                if not chunk:
                    raise ZygoteEndedError("it closed its output")
                line += chunk
        except OSError as error:
            raise ZygoteEndedError("it does not listen") from error
        reply: dict[str, Any] = json.loads(line)
        return reply

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request: one that has ended would let us read on."""
        readable, _, _ = select.select([self._socket], [], [], 0)
        return not readable

    def end(self) -> None:
        """Kill it with all its children."""
        self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _environment() -> dict[str, str]:
    """No key of ours: its children read files that nobody vouches for."""
    return {name: os.environ[name] for name in _INHERITED & os.environ.keys()} | _ONE_THREAD
