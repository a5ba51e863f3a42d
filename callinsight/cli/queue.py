"""`callinsight queue`: the queue of S3 events."""

import asyncio

import typer

from callinsight.cli.running_stack import use_running_stack

app = typer.Typer(help="Look at the event queue and put it right.", no_args_is_help=True)


@app.command("status")
def status() -> None:
    """Show how many events wait, are being worked on, and were given up."""
    use_running_stack()
    from callinsight.services import services

    counts = asyncio.run(services().queue.counts())
    print(f"waiting {counts.waiting}\nin flight {counts.in_flight}\ndead letters {counts.dead}")


@app.command("redrive")
def redrive() -> None:
    """Move every dead letter back into the queue; doing it twice is safe."""
    use_running_stack()
    from callinsight.services import services

    print(f"{asyncio.run(services().queue.redrive())} message(s) moved back.")


@app.command("reconcile")
def reconcile() -> None:
    """Start a call for every recording in the bucket that no call knows."""
    use_running_stack()
    from callinsight.services import services

    print(f"{asyncio.run(services().intake.reconcile())} call(s) started.")
