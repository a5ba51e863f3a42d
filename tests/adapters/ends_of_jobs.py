"""Jobs for a zygote that end in every way a job can end."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def telling(**arguments: Any) -> dict[str, Any]:
    """Answer with the arguments and the process."""
    return {"arguments": arguments, "pid": os.getpid(), "group": os.getpgrp()}


def surrounded(**_: Any) -> dict[str, Any]:
    """Tell what a job sees of the world."""
    return {"environment": dict(os.environ), "input": sys.stdin.read(), "av": "av" in sys.modules}


def sleeping(**_: Any) -> dict[str, Any]:
    """Wait for what never comes."""
    time.sleep(600)
    return {}


def spinning(**_: Any) -> dict[str, Any]:
    """Take all the processor time there is."""
    while True:
        pass


def writing(path: str, count: int) -> dict[str, Any]:
    """Write a file of so many bytes."""
    Path(path).write_bytes(bytes(count))
    return {"written": count}


def holding(count: int) -> dict[str, Any]:
    """Take memory."""
    return {"held": len(bytearray(count))}


def shouting(count: int) -> dict[str, Any]:
    """Answer at length."""
    return {"shout": "a" * count}


def printing_no_object(**_: Any) -> Any:
    """Answer with something else."""
    return [2]


def printing_an_odd_object(**_: Any) -> dict[str, Any]:
    """Answer with an object that nobody expects."""
    return {"media_type": "audio/wav", "decoded_seconds": float("nan")}


def crashing(**_: Any) -> Any:
    """Die."""
    os.kill(os.getpid(), signal.SIGSEGV)


def without_memory(**_: Any) -> Any:
    """Be refused memory."""
    raise MemoryError


def with_a_defect(**_: Any) -> Any:
    """Meet an exception nobody expected, with a text that nobody may see."""
    raise RuntimeError("secret-name.wav")


def killing_its_zygote(**_: Any) -> Any:
    """Take the zygote along."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)
