"""A zygote: a process that imports what jobs need once, then forks a limited child for each job.

Started with the names of modules to import. It says {"ready": true}, then answers every request,
a line of JSON on its standard input, with one line on its standard output. It ends with its input.
"""

import gc
import json
import os
import select
import signal
import sys
from importlib import import_module
from typing import Any, NoReturn

from callinsight.adapters.child_process import limit_this_process

MOST_ANSWER_BYTES = 16 << 20
OUT_OF_MEMORY = 3
DEFECT = 1
_INPUT = 0


def main() -> None:
    """Serve until the input ends."""
    for module in sys.argv[1:]:
        import_module(module)
    # Children share what is imported instead of copying it at their first collection.
    gc.freeze()
    _say({"ready": True})
    for line in sys.stdin.buffer:
        _say(_done(json.loads(line)))


def _say(reply: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n")
    sys.stdout.buffer.flush()


def _done(request: dict[str, Any]) -> dict[str, Any]:
    """Let a child do a job; return its output, how it ended and what it used."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(request, writing)
    os.close(writing)
    printed = _all_of(reading, child)
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    return {
        "printed": printed.decode("utf-8", "replace"),
        "code": os.waitstatus_to_exitcode(status),
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def _all_of(reading: int, child: int) -> bytes:
    """Read what a child prints; without anybody who waits for it, or without end, it is killed."""
    printed = bytearray()
    while True:
        ready, _, _ = select.select([reading, _INPUT], [], [])
        if _INPUT in ready:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            sys.exit()
        chunk = os.read(reading, 1 << 16)
        if not chunk:
            return bytes(printed)
        printed += chunk
        if len(printed) > MOST_ANSWER_BYTES:
            os.kill(child, signal.SIGKILL)
            return b""


def _work(request: dict[str, Any], writing: int) -> NoReturn:
    code = DEFECT
    try:
        _enter(request)
        module, _, function = request["job"].partition(":")
        answer = getattr(import_module(module), function)(**request["arguments"])
        _print(writing, json.dumps(answer))
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    except BaseException as defect:  # noqa: BLE001  (nothing of a child may return into the loop)
        # No message: it may hold a file name.
        _print(writing, type(defect).__name__)
    finally:
        os._exit(code)


def _enter(request: dict[str, Any]) -> None:
    """Give up what belongs to the zygote, so that its end is seen, and what no job needs."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    limit_this_process(
        cpu_seconds=request["cpu_seconds"],
        memory_bytes=request["memory_bytes"],
        file_bytes=request["file_bytes"],
    )


def _print(writing: int, text: str) -> None:
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(text.encode())


if __name__ == "__main__":
    main()
