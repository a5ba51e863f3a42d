"""Running a stack in the foreground, until somebody stops it or something ends it."""

import asyncio
import shlex
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.local.layout import Layout
from callinsight.local.stack import EVERYTHING, Stack
from callinsight.services import services

_LOOK_SECONDS = 1.0


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, file=sys.stderr, flush=True)


def links(layout: Layout) -> str:
    """Return where to look, as lines."""
    return (
        f"  Page         {layout.api_url}/\n"
        f"  Prefect UI   {layout.prefect_url}\n"
        f"  API docs     {layout.api_url}/docs\n"
        f"  Shell        set -a; . {shlex.quote(str(layout.env_file))}; set +a\n"
        f"  Logs         {layout.logs}"
    )


def run_until_stopped(layout: Layout) -> None:
    """Run the whole stack until Ctrl-C or SIGTERM; raise with one sentence if it cannot go on."""
    with stopping() as stop:
        stack = Stack(layout, say)
        say("Starting the stack (about half a minute) ...")
        stack.start()
        try:
            if stack.was_killed:
                say(f"{asyncio.run(services().intake.reconcile())} call(s) rebuilt.")
            print(f"The stack is up. Ctrl-C stops it.\n{links(layout)}", flush=True)
            why = None
            while not stop.wait(_LOOK_SECONDS) and why is None and not stack.was_stopped:
                why = stack.watch()
        finally:
            say("The stack was stopped." if stack.was_stopped else "Stopping the stack ...")
            stack.stop()
    if why is not None:
        raise ServiceUnavailableError(why)


@contextmanager
def running_stack(
    layout: Layout, members: tuple[str, ...] = EVERYTHING, *, keep: bool = False
) -> Generator[Stack]:
    """Hold a stack for the length of a block; a kept one survives it, unless the block fails."""
    stack = Stack(layout, say, members)
    stack.start(keep=keep)
    try:
        yield stack
    except BaseException:
        stack.stop()
        raise
    if not keep:
        stack.stop()


@contextmanager
def stopping() -> Generator[threading.Event]:
    """Yield an event that SIGINT and SIGTERM set, instead of ending the process at once."""
    stop = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
