"""Several calls at once, in their order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

AT_ONCE = 8  # one start takes 30 to 60 ms, nearly all of it waiting for others


async def side_by_side(
    call_ids: Sequence[str], act: Callable[[str], Awaitable[bool]], *, wanted: int | None = None
) -> int:
    """Act on eight calls at a time until `wanted` of them (or all) did; return how many did.

    After an error nothing new begins; it is raised once what was under way has ended.
    """
    waiting = iter(call_ids)
    open_places = len(call_ids) if wanted is None else wanted
    did, failed = 0, False

    async def one_after_another() -> None:
        nonlocal open_places, did, failed
        while open_places > 0 and not failed and (call_id := next(waiting, None)) is not None:
            open_places -= 1
            try:
                acted = await act(call_id)
            except BaseException:
                failed = True
                raise
            did += acted
            open_places += not acted  # the next one in the line gets its place

    lines = [one_after_another() for _ in range(min(AT_ONCE, len(call_ids)))]
    for ended in await asyncio.gather(*lines, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended
    return did
