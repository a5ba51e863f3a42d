"""Stopping one execution from outside, but never between a paid request and its result."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any


class Interruption:
    """Cancels the task of an execution: at once, or when it leaves its uninterrupted sections."""

    def __init__(self, is_over: Callable[[], bool] = lambda: False) -> None:
        self._is_over = is_over
        self._task: asyncio.Task[Any] | None = None
        self._sections = 0
        self._is_asked = False
        self._is_cancelled = False

    def of(self, task: asyncio.Task[Any] | None) -> None:
        """Tell which task executes the call."""
        self._task = task

    @contextmanager
    def uninterrupted(self) -> Generator[None]:
        """Let nobody interrupt the block; it does not begin once an interruption was asked for.

        A write that a cancelled task has sent may still be carried out, so a request must not
        even be announced then.
        """
        if self._is_asked:
            raise asyncio.CancelledError
        self._sections += 1
        try:
            yield
        finally:
            self._sections -= 1
            if self._is_asked and not self._sections:
                self.force()

    def ask(self) -> None:
        """Interrupt the execution as soon as no section is open."""
        self._is_asked = True
        if not self._sections:
            self.force()

    def force(self) -> None:
        """Interrupt the execution wherever it is; a second time does nothing.

        One that has ended its call goes on to tell how. [drainover]
        """
        self._is_asked = True
        if self._task is not None and not self._is_cancelled and not self._is_over():
            self._is_cancelled = True
            self._task.cancel()
