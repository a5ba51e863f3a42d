"""How many runs may start at once: a backlog must not become a thousand parallel starts."""

import asyncio


class StartGate:
    """Places for runs that start; a run leaves its place once it is Running."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken: set[object] = set()
        self._left = asyncio.Event()

    @property
    def free(self) -> int:
        """How many more runs may start now."""
        return self._places - len(self._taken)

    def enter(self, run: object) -> None:
        """Take a place."""
        self._taken.add(run)

    def leave(self, run: object) -> None:
        """Give the place back; nothing happens if it was given back before."""
        if run in self._taken:
            self._taken.discard(run)
            self._left.set()

    async def wait_for_room(self, seconds: float) -> None:
        """Return when half of the places are free, or when there is one after `seconds`."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self.free < self._places / 2:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 < self.free:
                return
            self._left.clear()
            try:
                async with asyncio.timeout(left if left > 0 else None):
                    await self._left.wait()
            except TimeoutError:
                continue
