"""`callinsight events`: S3 events by hand."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

app = typer.Typer(help="Send S3 events by hand.", no_args_is_help=True)


@app.command("send")
def send(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    profile: Annotated[
        str | None, typer.Option(help="The profile for calls whose recording names none.")
    ] = None,
) -> None:
    """Send the event in FILE through the real queue, as S3 would; tests/events has examples."""
    use_running_stack()
    from callinsight.domain.errors.sender import MalformedEventError
    from callinsight.domain.events import parse_message
    from callinsight.services import services

    try:
        body = file.read_text("utf-8")
    except UnicodeDecodeError:
        raise MalformedEventError("The file is not UTF-8 text.") from None
    parsed = parse_message(body)
    attributes = {"profile_id": profile} if profile else None

    async def sent() -> int:
        """Send; return how many of the announced recordings are in the bucket."""
        found = [await services().recordings.head(upload.key) for upload in parsed.uploads]
        await services().queue.send(body, attributes)
        return sum(recording is not None for recording in found)

    there = asyncio.run(sent())
    print(f"Sent: {len(parsed.uploads)} recording(s) announced.")
    if there < len(parsed.uploads):
        print(f"{len(parsed.uploads) - there} of them are not in the bucket and start no call.")
    if parsed.malformed:
        print(f"{parsed.malformed} record(s) are no S3 events: the message becomes a dead letter.")


@app.callback()
def _group() -> None:
    """Send S3 events by hand."""
