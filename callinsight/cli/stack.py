"""`callinsight up`, `down` and `demo`: the whole product on this machine."""

from pathlib import Path
from typing import Annotated

import typer

STATE_OPTION = Annotated[Path, typer.Option(help="Where the stack keeps its state.")]
STATE = Path(".callinsight")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo")(demo)
    app.command("up")(up)
    app.command("down")(down)


def up(
    state: STATE_OPTION = STATE,
    api_port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    prefect_port: Annotated[int, typer.Option(min=1, max=65535)] = 4200,
    aws_port: Annotated[int, typer.Option(min=1, max=65535)] = 4566,
) -> None:
    """Run the whole product on this machine until Ctrl-C."""
    from callinsight.local.layout import Layout, Ports
    from callinsight.local.running import run_until_stopped

    ports = Ports(api=api_port, prefect=prefect_port, aws=aws_port)
    run_until_stopped(Layout.at(state, ports))


def down(state: STATE_OPTION = STATE) -> None:
    """Stop a stack that was left running, in order and without losing anything."""
    from callinsight.local.layout import Layout, Ports
    from callinsight.local.stack import Stack

    stack = Stack(Layout.at(state, Ports()), print)
    if not stack.is_running():
        print(f"No stack runs in {state}.")
        return
    stack.stop()
    print("Stopped.")


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the stack running and print its links.")
    ] = False,
    state: Annotated[
        Path | None, typer.Option(help="Where the stack keeps its state; thrown away if not given.")
    ] = None,
) -> None:
    """Bring the stack up, run the demo calls through it, and show what came out."""
    from callinsight.cli.demo import run_demo

    raise typer.Exit(run_demo(state or (STATE if keep else None), keep=keep))
