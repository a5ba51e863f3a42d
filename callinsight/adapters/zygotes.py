"""Jobs on files that nobody vouches for, in limited children that start within milliseconds."""

import asyncio
import json
import logging
import os
import weakref
from collections.abc import Sequence
from typing import Any, NamedTuple

from callinsight.adapters.child_process import (
    MEMORY_BYTES,
    ChildFailedError,
    ChildGarbledError,
    ChildKilledError,
)
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.zygote import Zygote, ZygoteEndedError
from callinsight.adapters.zygote_process import OUT_OF_MEMORY

START_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Job(NamedTuple):
    """A function of a module ("module:function") with JSON arguments; it returns a JSON object."""

    function: str
    arguments: dict[str, Any]
    cpu_seconds: int
    wall_seconds: float
    memory_bytes: int = MEMORY_BYTES
    file_bytes: int = 0


class Done(NamedTuple):
    """A job's answer, and what its process took."""

    answer: dict[str, Any]
    cpu_seconds: float
    peak_bytes: int


class Zygotes:
    """Keeps as many zygotes as were needed at once: at most one a processor, on each event loop.

    They start with the first job that needs them and end with this object or its process.
    """

    def __init__(self, modules: Sequence[str], places: int | None = None) -> None:
        self._modules = modules
        self._idle: list[Zygote] = []
        count = places or os.cpu_count() or 1
        self._places = LoopLocal(lambda: asyncio.Semaphore(count))
        self._end = weakref.finalize(self, _end_all, self._idle)

    async def done(self, job: Job) -> Done:
        """Do a job, as soon as there is a place, and return its answer.

        Raises `TimeoutError` after its time, `ChildKilledError` if it crashes or meets its limits,
        another `ChildFailedError` for a defect or where zygotes do not start. Whatever the end, a
        job that is not waited for any more is killed.
        """
        async with self._places.get():
            zygote = await self._ready_one()
            try:
                async with asyncio.timeout(job.wall_seconds):
                    reply = await zygote.reply(_request(job))
            except ZygoteEndedError as error:
                zygote.end()
                raise ChildKilledError("with its zygote") from error
            except BaseException:
                zygote.end()
                raise
            self._idle.append(zygote)
        return _done(job, reply)

    def end(self) -> None:
        """End all zygotes; what is asked later starts new ones."""
        _end_all(self._idle)

    async def _ready_one(self) -> Zygote:
        while self._idle:
            zygote = self._idle.pop()
            if zygote.is_idle:
                return zygote
            zygote.end()
        zygote = Zygote(self._modules)
        try:
            async with asyncio.timeout(START_SECONDS):
                await zygote.reply()
        except (ZygoteEndedError, TimeoutError) as error:
            zygote.end()
            raise ChildFailedError("no zygote starts") from error
        except BaseException:
            zygote.end()
            raise
        return zygote


def _end_all(idle: list[Zygote]) -> None:
    while idle:
        idle.pop().end()


def _request(job: Job) -> dict[str, Any]:
    return {
        "job": job.function,
        "arguments": job.arguments,
        "cpu_seconds": job.cpu_seconds,
        "memory_bytes": job.memory_bytes,
        "file_bytes": job.file_bytes,
    }


def _done(job: Job, reply: dict[str, Any]) -> Done:
    code, printed = reply["code"], reply["printed"]
    if code != 0:
        # A child with a defect prints the name of its exception.
        defect = printed if printed.isidentifier() else ""
        _log.warning("%s ended with code %s %s", job.function, code, defect)
        killed = code < 0 or code == OUT_OF_MEMORY
        raise (ChildKilledError if killed else ChildFailedError)(f"code {code}")
    try:
        answer = json.loads(printed)
    except ValueError as error:
        raise ChildGarbledError("no JSON") from error
    if not isinstance(answer, dict):
        raise ChildGarbledError("no JSON object")
    return Done(answer, reply["cpu_seconds"], reply["peak_bytes"])
