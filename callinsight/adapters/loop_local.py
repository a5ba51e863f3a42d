"""One object per event loop: async clients belong to the loop they were made on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class LoopLocal(Generic[T]):
    """Makes its object once for every event loop that asks."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()

    async def close(self, close: Callable[[T], Awaitable[None]]) -> None:
        """Close the running loop's object, if there is one."""
        made = self._made.pop(asyncio.get_running_loop(), None)
        if made is not None:
            await close(made)

    def get(self) -> T:
        """Return the running loop's object."""
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            self._made[loop] = self._make()
        return self._made[loop]
