"""`callinsight webhooks`: the news of calls on its way to other systems."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.delivery import Delivery

app = typer.Typer(help="Look at outgoing webhooks and send them again.", no_args_is_help=True)

_COLUMNS = ("DELIVERY", "EVENT", "STATE", "REQUESTS", "ANSWER", "HOST")


@app.command("list")
def list_deliveries(
    failed: Annotated[bool, typer.Option("--failed", help="Only those given up.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List deliveries of the last 30 days, those of the newest calls first."""
    use_running_stack()
    from callinsight.services import services

    page = asyncio.run(services().delivery_store.list_deliveries(failed=failed, limit=limit))
    if as_json:
        from callinsight.api.webhooks import delivery_shown

        rows = [
            delivery_shown(delivery).model_dump(mode="json", exclude_none=True)
            for delivery in page.deliveries
        ]
        print(json.dumps({"deliveries": rows}, indent=2))
        return
    from callinsight.cli.tables import print_table

    print_table(_COLUMNS, [_row(delivery) for delivery in page.deliveries], whole=3)


@app.command("replay")
def replay(
    delivery_id: Annotated[str | None, typer.Argument(help="Which delivery.")] = None,
    all_failed: Annotated[
        bool, typer.Option("--all-failed", help="All that were given up.")
    ] = False,
) -> None:
    """Send deliveries once more, with the same ids."""
    if (delivery_id is None) is not all_failed:
        raise typer.BadParameter("name one delivery, or --all-failed")
    use_running_stack()
    if delivery_id is not None:
        asyncio.run(_replay(delivery_id))
        print(f"Delivery {delivery_id} is due again.")
        return
    replayed, left = asyncio.run(_replay_failed())
    print(f"{replayed} delivery(s) due again.")
    if left:
        print(f"{left} left alone: their targets are not among WEBHOOK_URLS any more.")


async def _replay(delivery_id: str) -> None:
    from callinsight.services import services

    await _note(await services().redelivery.replay(delivery_id))


async def _replay_failed() -> tuple[int, int]:
    """Return how many are due again, and how many cannot be."""
    from callinsight.services import services

    replayed, left = 0, 0
    async for delivery in services().redelivery.replay_failed():
        if delivery is None:
            left += 1
        else:
            replayed += 1
            await _note(delivery)
    return replayed, left


async def _note(delivery: "Delivery") -> None:
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    details = {"delivery_id": delivery.delivery_id, "host": delivery.host}
    await services().audit.note(COMMAND, "webhook.replay", delivery.call_id, **details)


def _row(delivery: "Delivery") -> list[str]:
    answer = [str(part) for part in (delivery.status, delivery.problem) if part is not None]
    return [
        delivery.delivery_id,
        delivery.news.event,
        delivery.state,
        str(delivery.requests),
        " ".join(answer),
        delivery.host,
    ]
