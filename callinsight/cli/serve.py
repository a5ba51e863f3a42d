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
    host: Annotated[
        str, typer.Option(help="Listen here; beyond loopback only with CALLINSIGHT_AUTH=required.")
    ] = "127.0.0.1",
) -> None:
    """Serve the HTTP API until stopped."""
    from callinsight.api.loopback import require_guard
    from callinsight.api.server import serve
    from callinsight.logs import log_to_stderr
    from callinsight.open_files import raise_open_files_limit
    from callinsight.services import services

    log_to_stderr()
    raise_open_files_limit()
    world = services()  # a wrong setting stops the process here, with one sentence
    require_guard(host, world.settings)
    if world.settings.callinsight_auth == "required":
        _ = world.authentication  # ... and so do settings that do not fit together
    serve(world, host, port)


def intake(
    ready_file: Annotated[
        Path | None, typer.Option(help="Written once the first poll and tick are done.")
    ] = None,
) -> None:
    """Poll the event queue and dispatch calls until stopped."""
    import asyncio

    from callinsight.intake_process import run_intake
    from callinsight.logs import log_to_stderr
    from callinsight.open_files import raise_open_files_limit
    from callinsight.services import services

    log_to_stderr()
    raise_open_files_limit()
    asyncio.run(run_intake(services(), ready_file))


def worker(
    pool: Annotated[
        str | None, typer.Option(help="Work pool to serve; CALLINSIGHT_POOL by default.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the Prefect UI calls it.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many calls it holds at once (1000).")
    ] = None,
    health_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Answer GET /health on this port.")
    ] = None,
) -> None:
    """Execute flow runs of the work pool until stopped; SIGTERM hands back what it has."""
    from callinsight.logs import log_to_stderr
    from callinsight.services import services
    from callinsight.worker.serving import serve_pool

    log_to_stderr()
    serve_pool(
        pool or services().settings.callinsight_pool,
        name=name,
        limit=limit,
        health_port=health_port,
    )
