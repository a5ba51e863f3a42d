"""Work on transcripts that would keep the event loop, and with it all other calls, waiting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# One thread: Python executes one of them at a time anyway, and those that came first end first.
_thread = ThreadPoolExecutor(1, thread_name_prefix="computing")


async def computed(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `work` returns; it must be pure. Raises what it raises.

    Reading and labelling an hour's transcript takes a fifth of a second; a thousand calls may be
    answered within a minute.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread, lambda: work(*args, **kwargs))
