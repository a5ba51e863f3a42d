"""The service processes, for containers and for the embedded stack."""

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands that serve until they are stopped."""
    app.command("api")(api)
    app.command("intake")(intake)
    app.command("worker")(worker)


def api(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Serve the HTTP API on 127.0.0.1 until stopped."""
    import uvicorn

    from callinsight.api.app import create_app
    from callinsight.logs import log_to_stderr
    from callinsight.services import services

    log_to_stderr()
    services()  # a wrong setting stops the process here, with one sentence
    uvicorn.run(create_app(), host="127.0.0.1", port=port, log_config=None, access_log=False)


def intake(
    ready_file: Annotated[
        Path | None, typer.Option(help="Written once the first poll and tick are done.")
    ] = None,
) -> None:
    """Poll the event queue and dispatch calls until stopped."""
    import asyncio

    from callinsight.intake_process import run_intake
    from callinsight.logs import log_to_stderr
    from callinsight.services import services

    log_to_stderr()
    asyncio.run(run_intake(services(), ready_file))


def worker() -> None:
    """Run a Prefect worker for the pool named by CALLINSIGHT_POOL until stopped."""
    import os
    import sys

    from callinsight.services import services

    pool = services().settings.callinsight_pool
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool]
    os.execv(sys.executable, command)  # noqa: S606  (our own command)
