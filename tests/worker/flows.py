"""Flows that workers execute in these tests; they note in SEEN what happens to them."""

import asyncio
import builtins
import threading
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from prefect import Flow, flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import FlowRun, State
from prefect.flow_runs import suspend_flow_run

SEEN: list[tuple[str, Any]] = []
GO = threading.Event()
NUMBER: ContextVar[int] = ContextVar("number", default=-1)


def seen(what: str) -> list[Any]:
    """Return what was noted under a name, in order."""
    return [noted for name, noted in SEEN if name == what]


def _note_end(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    SEEN.append((f"on_{state.type.value.lower()}", flow_run.id))


async def _until_go() -> None:
    """Wait, for a minute at most, until the test lets the flows go on."""
    for _ in range(1200):
        if GO.is_set():
            return
        await asyncio.sleep(0.05)


@task
async def double(number: int) -> int:
    """Note that it ran."""
    SEEN.append(("doubled", number))
    return 2 * number


@flow(on_completion=[_note_end], on_failure=[_note_end])
async def arithmetic(number: int, times: int = 2, fail_first: bool = False) -> int:
    """Double a number some times; the first run may fail."""
    get_run_logger().info("I was given %d.", number)
    await create_markdown_artifact(markdown=f"the number {number}")  # type: ignore[misc]
    for _ in range(times):
        number = await double(number)
    SEEN.append(("thread", threading.current_thread().name))
    if fail_first and runtime.flow_run.run_count == 1:
        raise ValueError("The first time it fails.")
    return number


@flow(on_cancellation=[_note_end])
async def waits(number: int = 0) -> None:
    """Wait for the test."""
    SEEN.append(("waits", number))
    await rest()


@task
async def rest() -> None:
    """Wait inside a task."""
    SEEN.append(("rests", runtime.flow_run.id))
    await _until_go()


@flow
async def suspends() -> None:
    """Suspend itself between two tasks; once resumed, it is not suspended again."""
    await double(1)
    await suspend_flow_run(timeout=60)  # type: ignore[misc]  # awaitable in an async flow
    await double(2)


@flow
async def rests_and_doubles() -> None:
    """Do two tasks; between them a suspension from outside is noticed."""
    await rest()
    await double(1)


@flow(log_prints=True)
async def many(number: int) -> None:
    """Note whose run this is, before and after others ran, and what is shared."""
    NUMBER.set(number)
    run_id = runtime.flow_run.id
    get_run_logger().info("first %d", number)
    SEEN.append(("print is its own", builtins.print is _PRINT))
    SEEN.append(("threads", threading.active_count()))
    await rest()
    get_run_logger().info("second %d", number)
    same = (runtime.flow_run.id, runtime.flow_run.parameters["number"], NUMBER.get())
    SEEN.append(("same", same == (run_id, number, number)))
    SEEN.append(("deployment", runtime.deployment.id))


@flow
def synchronous() -> None:
    """Would keep all others from moving."""


_PRINT = builtins.print


@flow
async def in_an_empty_folder(number: int) -> None:
    """Fail if the code of the project was copied to where this runs."""
    SEEN.append(("here", number))
    here = sorted(path.name for path in Path().iterdir())
    if here:
        raise RuntimeError(f"not empty: {here[:5]}")
