"""`callinsight process FILE...`: ad-hoc flow runs in this process."""

import json
import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callinsight.cli.errors import FAILED
from callinsight.cli.running_stack import use_running_stack
from callinsight.cli.wanted_profile import require_profile

if TYPE_CHECKING:
    from callinsight.domain.call import Call


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("process")(process)


def process(
    files: Annotated[list[Path], typer.Argument(help="Recordings on this machine.")],
    profile: Annotated[str | None, typer.Option(help="The profile to analyze with.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Process recordings here and now, one flow run each."""
    for file in files:
        if not file.is_file():
            raise typer.BadParameter(f"there is no file {file}", param_hint="FILE")
    with _somewhere():
        documents = _processed(files, profile)
        if as_json:
            print(json.dumps({"calls": documents}, indent=2, ensure_ascii=False))
        else:
            from callinsight.cli.results import print_call

            for document in documents:
                print_call(document)
    if any(document["status"] != "Completed" for document in documents):
        raise typer.Exit(FAILED)


@contextmanager
def _somewhere() -> Generator[None]:
    """Use a configured or running stack, else a private one for the length of the block."""
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    # What went wrong is printed with each call; alarms are told in any case.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    if use_running_stack():
        yield
        return
    from callinsight.local.layout import Layout, Ports
    from callinsight.local.running import running_stack
    from callinsight.local.stack import ENGINE

    print("No stack is running here: starting a private one for this command.", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="callinsight-private-") as folder:
        layout = Layout.at(Path(folder), Ports.free())
        with running_stack(layout, ENGINE):
            os.environ["PREFECT_HOME"] = str(layout.state / "prefect")
            os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = "false"  # nobody could read it there
            yield


def _processed(files: list[Path], profile: str | None) -> list[dict[str, Any]]:
    """Run each file's flow; the call records tell how it went."""
    import asyncio

    from callinsight.adhoc import accept_file
    from callinsight.cli.results import call_document, note_fallback, refused_document
    from callinsight.domain.errors.base import CallInsightError
    from callinsight.services import services

    async def run() -> list[dict[str, Any]]:
        await require_profile(profile)
        documents = []
        for file in files:
            try:
                call = await accept_file(file, profile_id=profile)
            except CallInsightError as error:
                documents.append(refused_document(str(file), error))
                continue
            note_fallback(call)
            await run_flow(call)
            done = await services().calls.get(call.call_id)
            documents.append(await call_document(done or call, str(file)))
        return documents

    try:
        return asyncio.run(run())
    finally:
        services().heartbeat.stop()  # while there is a table to tell it


async def run_flow(call: "Call") -> None:
    """Run a call's flow in this process; however it ends, the call record tells."""
    from prefect import tags

    from flows.process_call import process_call

    with tags(f"profile:{call.profile_id}"):
        await process_call(call.call_id, return_state=True)
