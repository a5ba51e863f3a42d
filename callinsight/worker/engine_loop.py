"""One event loop in a thread of its own, on which all runs of a worker execute.

Off the main thread Prefect's engine cannot replace the process's signal handlers, and the worker
goes on answering and polling while a run keeps this loop busy.
"""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_STOP_SECONDS = 10.0


class EngineLoop:
    """Runs coroutines for other threads; what `surroundings` sets up, all of them share."""

    def __init__(self, surroundings: Callable[[], Any]) -> None:
        self._surroundings = surroundings
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._shared = contextvars.copy_context()
        self._thread = threading.Thread(target=self._run, name="flow runs", daemon=True)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop; raises `RuntimeError` before `start`."""
        if self._loop is None:
            raise RuntimeError("The engine's loop has not been started.")
        return self._loop

    def start(self) -> None:
        """Return once the surroundings are there; raises what they raised."""
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    async def call(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Execute `work` on this loop for a coroutine of another one."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), self.loop))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Start a task, on this loop, with the shared surroundings and a context of its own."""
        return self.loop.create_task(work, context=self._shared.copy())

    def stop(self) -> None:
        """Take the surroundings down and end the thread."""
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        try:
            self._shared.run(asyncio.run, self._serve())
        except BaseException as failure:  # noqa: BLE001  (told to the thread that waits)
            self._failure = failure
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        async with self._surroundings():
            self._shared = contextvars.copy_context()
            self._ready.set()
            await self._stopping.wait()
