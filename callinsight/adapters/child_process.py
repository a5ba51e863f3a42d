"""Child processes of our own modules: limited, answering in JSON, never left behind."""

import asyncio
import contextlib
import json
import logging
import resource
import sys
from typing import Any

MEMORY_BYTES = 1_000_000_000
_log = logging.getLogger(__name__)


class ChildFailedError(Exception):
    """The child ended without an answer: a defect, or a library that is not installed."""


class ChildKilledError(ChildFailedError):
    """The child crashed or met its limits: what it was given is to blame."""


class ChildGarbledError(ChildFailedError):
    """The child printed something else than one JSON object."""


async def answer_of(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module as a child process and return the JSON object it prints.

    Raises a `ChildFailedError` if there is none. Cancelling, and so `asyncio.timeout` too, kills
    the child.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        # The libraries write file names there.
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        printed, _ = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return _answer(module, child.returncode, printed)


def _answer(module: str, code: int | None, printed: bytes) -> dict[str, Any]:
    if code != 0:
        _log.warning("%s ended with code %s", module, code)
        # A negative code is the number of a signal.
        raise (ChildKilledError if code and code < 0 else ChildFailedError)(f"code {code}")
    try:
        answer = json.loads(printed)
    except ValueError as error:
        raise ChildGarbledError("no JSON") from error
    if not isinstance(answer, dict):
        raise ChildGarbledError("no JSON object")
    return answer


def limit_this_process(
    *, cpu_seconds: int, memory_bytes: int = MEMORY_BYTES, file_bytes: int | None = None
) -> None:
    """Bound what this process may take before it touches a file nobody vouches for.

    Beyond the processor time or the size of a file it writes the system kills it; beyond the
    memory it meets `MemoryError`.
    """
    if file_bytes is not None:
        _lower(resource.RLIMIT_FSIZE, file_bytes)
    _lower(resource.RLIMIT_CPU, cpu_seconds)
    _lower(resource.RLIMIT_AS, memory_bytes)
    # A core dump would hold the recording.
    _lower(resource.RLIMIT_CORE, 0)


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS refuses RLIMIT_AS; the other limits and the caller's timeout still hold there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (bound, bound))
