"""`callinsight calls export --format parquet`: a file per day, as the flow `export_calls` writes them."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer

from callinsight.cli.running_stack import use_running_stack

_DAY = timedelta(days=1)


def export_days(folder: Path | None, since: datetime | None, until: datetime | None) -> None:
    """Write the days from one to another, both included: yesterday, if none is named."""
    use_running_stack()
    from callinsight.adapters.export_folder import ExportFolder
    from callinsight.services import services

    days = _days(since, until)
    world = services()
    export = world.daily_export_to(ExportFolder(folder)) if folder else world.daily_export

    async def write() -> None:
        for day in days:
            print(f"{day}: {await export.write(day)} calls")

    asyncio.run(write())


def _days(since: datetime | None, until: datetime | None) -> list[date]:
    yesterday = datetime.now(UTC).date() - _DAY
    last = until.date() if until else max(yesterday, since.date() if since else yesterday)
    first = since.date() if since else last
    if first > last:
        raise typer.BadParameter("lies behind --to", param_hint="--from")
    return [first + number * _DAY for number in range((last - first).days + 1)]
