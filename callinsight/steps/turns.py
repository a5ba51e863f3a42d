"""How many calls go on at once between two waits for a provider.

A thousand answers may come within a minute. All of them at once would make every step of each as
slow as all together, and the event loop late for everybody; in turns they are done as soon.
"""

import asyncio

from callinsight.adapters.loop_local import LoopLocal

AT_ONCE = 4

_turns = LoopLocal(lambda: asyncio.Semaphore(AT_ONCE))


class Turn:
    """One call's turn: taken once its answer is safe, given back before it waits again."""

    def __init__(self) -> None:
        self._is_taken = False

    async def take(self) -> None:
        """Wait for a turn, unless the call has one."""
        if not self._is_taken:
            await _turns.get().acquire()
            self._is_taken = True

    def give(self) -> None:
        """Let the next one go on."""
        if self._is_taken:
            self._is_taken = False
            _turns.get().release()
