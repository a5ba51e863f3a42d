"""Waiting for what a budget holds: a request on its way may give most of it back in a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from callinsight.domain.errors.provider import BudgetHeldError
from callinsight.steps.step_time import StepTime

T = TypeVar("T")

# Together about as long as a model takes to answer. What a lost request holds stays all day.
PAUSES = (5.0, 15.0, 40.0)


async def once_there_is_room(time: StepTime, make: Callable[[], Awaitable[T]]) -> T:
    """Return what `make` returns, tried again while it finds a budget that is held by others.

    Raises `BudgetHeldError` if that does not change, and whatever else `make` raises.
    """
    for pause in PAUSES:
        try:
            return await make()
        except BudgetHeldError as error:
            held = error
        try:
            async with time.in_line():
                await asyncio.sleep(pause)
        except TimeoutError:  # the execution has no patience left
            raise held from None
    return await make()
