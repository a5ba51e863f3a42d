"""`callinsight keys`: who may use the API."""

import asyncio
import sys
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from datetime import datetime

    from callinsight.domain.api_key import ApiKey

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


class KeyScope(StrEnum):
    """What a key may be allowed to do; write implies read, admin implies both."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"
    RAW = "raw"


@app.command("create")
def create_key(
    name: Annotated[str, typer.Option(help="Who uses it; lists and the audit show it.")],
    scope: Annotated[list[KeyScope], typer.Option(help="What it may do; repeat for more.")],
    expires_in: Annotated[
        int, typer.Option(min=1, max=3650, metavar="DAYS", help="How long it works.")
    ] = 365,
) -> None:
    """Make a key and print it, once: only its digest is kept."""
    use_running_stack()
    from callinsight.domain.access import COMMAND, Scope
    from callinsight.services import services

    if not name.strip() or len(name) > 64 or not name.isprintable():  # noqa: PLR2004
        raise typer.BadParameter("1 to 64 printable characters", param_hint="--name")
    scopes = frozenset(Scope(one.value) for one in scope)

    async def create() -> "tuple[ApiKey, str]":
        world = services()
        key, text = await world.api_keys.create(name.strip(), scopes, timedelta(days=expires_in))
        details = {"key_id": key.key_id, "name": key.name, "scopes": sorted(scopes)}
        await world.audit.note(COMMAND, "key.create", None, **details)
        return key, text

    key, text = asyncio.run(create())
    print(text)
    print(
        f"Key {key.key_id} ({', '.join(sorted(scopes))}) works until {key.expires_at:%Y-%m-%d}. "
        "It is shown only now.",
        file=sys.stderr,
    )


@app.command("list")
def list_keys() -> None:
    """List all keys, also expired and revoked ones; none can be shown again."""
    use_running_stack()
    from callinsight.cli.tables import print_table
    from callinsight.services import services

    world = services()
    keys = asyncio.run(world.api_keys.list_all())
    now = world.clock()
    print_table(
        ["KEY", "NAME", "SCOPES", "STATE", "CREATED", "EXPIRES", "LAST USED"],
        [
            [
                key.key_id,
                key.name,
                ", ".join(sorted(key.scopes)),
                _state(key, now),
                f"{key.created_at:%Y-%m-%d}",
                f"{key.expires_at:%Y-%m-%d}",
                f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "",
            ]
            for key in keys
        ],
    )


@app.command("revoke")
def revoke_key(key_id: Annotated[str, typer.Argument(help="As `keys list` shows it.")]) -> None:
    """Revoke a key for ever; every process refuses it within a minute."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def revoke() -> "ApiKey":
        key = await services().api_keys.revoke(key_id)
        await services().audit.note(COMMAND, "key.revoke", None, key_id=key_id, name=key.name)
        return key

    key = asyncio.run(revoke())
    print(f"Key {key.key_id} is revoked; it stops working within a minute.")


def _state(key: "ApiKey", now: "datetime") -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "works" if key.is_open(now) else "expired"
