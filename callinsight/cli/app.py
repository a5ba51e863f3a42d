"""The command line's entry point."""

import os

import typer

from callinsight.cli import (
    budgets,
    calls,
    costs,
    doctor,
    events,
    import_files,
    keys,
    process,
    profiles,
    provision,
    queue,
    reanalyze,
    retention,
    serve,
    stack,
    webhooks,
)
from callinsight.cli.errors import plain_errors

app = typer.Typer(
    name="callinsight",
    help="Call recordings in, verified answers out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
stack.add_to(app)
process.add_to(app)
import_files.add_to(app)
app.add_typer(calls.app, name="calls")
app.add_typer(reanalyze.app, name="reanalyze")
app.add_typer(profiles.app, name="profiles")
app.add_typer(budgets.app, name="budgets")
app.add_typer(retention.app, name="retention")
app.add_typer(queue.app, name="queue")
app.add_typer(events.app, name="events")
app.add_typer(keys.app, name="keys")
app.add_typer(webhooks.app, name="webhooks")
costs.add_to(app)
doctor.add_to(app)
provision.add_to(app)
serve.add_to(app)


def main() -> None:
    """Run a command; errors are sentences."""
    # A command works with the Prefect server it is told of, never with one of its own.
    os.environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    with plain_errors():
        app()
