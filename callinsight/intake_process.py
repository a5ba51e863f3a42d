"""The intake as a process: poller, dispatcher, news and jobs side by side, until a signal."""

import asyncio
import signal
from pathlib import Path

from callinsight.poller import Poller
from callinsight.services import Services


async def run_intake(world: Services, ready_file: Path | None = None) -> None:
    """Poll and dispatch until SIGTERM or SIGINT; the poll that is under way is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    dispatcher = world.dispatcher
    poller = Poller(world.queue, world.intake, dispatcher.wake.set)
    await poller.poll(wait_seconds=0)
    await dispatcher.tick()
    if ready_file is not None:
        ready_file.write_text("ready")
    async with asyncio.TaskGroup() as side_by_side:
        side_by_side.create_task(poller.run(stop))
        side_by_side.create_task(dispatcher.run(stop))
        side_by_side.create_task(world.orphans.run(stop))
        if world.targets:
            side_by_side.create_task(world.telling.run(stop))
        side_by_side.create_task(_wake_on(stop, dispatcher.wake))


async def _wake_on(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()
