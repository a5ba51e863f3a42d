"""A flow run in a process of its own: for flows that are not async, and if Prefect has changed."""

import asyncio
import os
import signal
import sys

from prefect.client.schemas.objects import FlowRun
from prefect.settings import get_current_settings

_STOP_SECONDS = 30.0


async def execute_apart(run: FlowRun) -> int:
    """Execute the run as `prefect flow-run execute` does; return the exit code.

    If this is cancelled, the process gets a SIGTERM, and a SIGKILL half a minute later.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "prefect", "flow-run", "execute", str(run.id)),
        env=os.environ | get_current_settings().to_environment_variables(exclude_unset=True),
        start_new_session=True,
    )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        await asyncio.shield(_stopped(process))
        raise


async def _stopped(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            process.send_signal(number)
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
                return
        except ProcessLookupError:
            return
        except TimeoutError:
            continue
