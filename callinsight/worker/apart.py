"""A flow run in a process of its own: for flows that are not async, and if Prefect has changed."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.settings import get_current_settings

_STOP_SECONDS = 30.0


async def execute_apart(run: FlowRun) -> int:
    """Execute the run as `prefect flow-run execute` does; return the exit code.

    If this is cancelled, the process gets a SIGTERM, and a SIGKILL half a minute later.
    """
    with TemporaryDirectory(prefix="callinsight-run-") as empty:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "prefect", "flow-run", "execute", str(run.id)),
            env=_environment(),
            # Prefect copies the folder it starts in for each run that says nothing of its code.
            cwd=empty if await _is_installed(run) else None,
            start_new_session=True,
        )
        try:
            return await process.wait()
        except asyncio.CancelledError:
            await asyncio.shield(_stopped(process))
            raise


async def _is_installed(run: FlowRun) -> bool:
    """Say whether the flow is a module's, which is imported and not fetched."""
    if run.deployment_id is None:
        return False
    async with get_client() as client:
        deployment = await client.read_deployment(run.deployment_id)
    return ":" not in (deployment.entrypoint or ":") and not deployment.path


def _environment() -> dict[str, str]:
    """This process's environment, its settings of Prefect, and its folder to import from."""
    settings = get_current_settings().to_environment_variables(exclude_unset=True)
    places = [str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | settings | {"PYTHONPATH": os.pathsep.join(places)}


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
