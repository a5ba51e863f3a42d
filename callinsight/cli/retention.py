"""`callinsight retention`: which calls will be erased because they were kept long enough."""

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.retention import Expiry

app = typer.Typer(help="Look at how long calls are kept.", no_args_is_help=True)


@app.command("list")
def list_expiring(
    within: Annotated[
        int, typer.Option(min=0, max=36_500, help="Also what ends within so many days.")
    ] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List the calls that the flow `erase_expired` would erase, and those that only a hold keeps."""
    use_running_stack()
    from callinsight.cli.tables import print_table

    found, more = asyncio.run(_expiring(timedelta(days=within), limit))
    if as_json:
        print(json.dumps({"calls": [_document(each) for each in found]}, indent=2))
    elif found:
        print_table(
            ["CALL", "PROFILE", "DAYS", "ERASED FROM", "HELD"], [_row(each) for each in found]
        )
    else:
        print(f"No call's time ends within {within} days." if within else "No call's time is over.")
    if more:
        typer.echo(f"There are more than these {limit}; --limit shows up to 10000.", err=True)


async def _expiring(within: timedelta, limit: int) -> "tuple[list[Expiry], bool]":
    """Return the calls, whose time ends soonest first, and whether there are more."""
    from callinsight.services import services

    world = services()
    found: list[Expiry] = []
    async for expiry in world.retention.expiring(world.clock() + within):
        if len(found) == limit:
            return sorted(found, key=lambda each: each.at), True
        found.append(expiry)
    return sorted(found, key=lambda each: each.at), False


def _row(expiry: "Expiry") -> list[str]:
    call = expiry.call
    held = f"yes, by {call.hold.author}" if call.hold else ""
    return [
        call.call_id,
        call.profile_id or "",
        str(expiry.days),
        f"{expiry.at:%Y-%m-%d %H:%M}",
        held,
    ]


def _document(expiry: "Expiry") -> dict[str, object]:
    call = expiry.call
    return {
        "call_id": call.call_id,
        "profile_id": call.profile_id,
        "retention_days": expiry.days,
        "erased_from": expiry.at.isoformat(),
        "hold": call.hold.model_dump(mode="json") if call.hold else None,
    }
