"""Telling the news, beside the dispatcher and never in its way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from callinsight.dispatcher.delivering import Delivering
from callinsight.dispatcher.outbox import Outbox
from callinsight.dispatcher.outliving import outlived
from callinsight.domain.delivery import Target

PAUSE_SECONDS = 2.0


class Telling:
    """Loops of their own: one for the outbox, and one for each target."""

    def __init__(
        self,
        outbox: Outbox,
        delivering: Delivering,
        targets: Sequence[Target],
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self.outbox = outbox
        self.delivering = delivering
        self._targets = targets
        self.pause_seconds = pause_seconds

    async def run(self, stop: asyncio.Event) -> None:
        """Tell what there is to tell until `stop` is set."""
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._repeat(self.outbox.run, "The outbox", stop))
            for target in self._targets:
                act = partial(self.delivering.run, target, stop)
                loops.create_task(self._repeat(act, f"Target {target.name}", stop))

    async def _repeat(
        self, act: Callable[[], Awaitable[int]], name: str, stop: asyncio.Event
    ) -> None:
        """Act again at once while there is much to do, else after a pause."""
        while not stop.is_set():
            if await outlived(name, act):
                await asyncio.sleep(0)
                continue
            try:
                async with asyncio.timeout(self.pause_seconds):
                    await stop.wait()
            except TimeoutError:
                continue
