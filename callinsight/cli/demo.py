"""The demo: three calls uploaded as a browser would, watched, and shown with their results."""

import asyncio
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from rich.console import Console
from rich.live import Live
from rich.table import Table

from callinsight.cli.results import call_document, print_call
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.status import RUNNING, TERMINAL, Status
from callinsight.local.layout import Layout, Ports
from callinsight.local.running import links, running_stack, say
from callinsight.services import services
from callinsight.shipped import SHIPPED

PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 0.5


@dataclass
class DemoCall:
    """One recording of the demo, and the call it became."""

    file: Path
    profile_id: str
    call_id: str = ""
    status: str = ""
    seconds: float = 0.0


def run_demo(state: Path | None, *, keep: bool) -> int:
    """Run the demo on a stack of its own; return 0 only if every call is Completed."""
    folder = state or Path(tempfile.mkdtemp(prefix="callinsight-demo-"))
    layout = Layout.at(folder, Ports.free())
    started = time.monotonic()
    say("Starting the stack (about half a minute) ...")
    try:
        with running_stack(layout, keep=keep):
            say(f"The stack is up after {time.monotonic() - started:.0f} s.\n{links(layout)}")
            calls = _uploaded(layout)
            _watched(layout, calls)
            completed = asyncio.run(_shown(calls))
    finally:
        if state is None:
            shutil.rmtree(folder, ignore_errors=True)
    total = time.monotonic() - started
    print(f"\n{completed} of {len(calls)} calls completed, {total:.0f} s in all.")
    if keep:
        print(f"The stack is still running:\n{links(layout)}\n  Stop it      callinsight down")
    return 0 if completed == len(calls) else 1


def demo_calls() -> list[DemoCall]:
    """Return the recordings that come with CallInsight, each with the profile of its script."""
    found = []
    for script in sorted((SHIPPED / "recordings").glob("*.yaml")):
        text = yaml.safe_load(script.read_text("utf-8"))
        found.append(DemoCall(script.with_suffix(f".{text['format']}"), text["profile_id"]))
    return found


def _uploaded(layout: Layout) -> list[DemoCall]:
    """Announce each call and post its recording to S3 with the form, as a browser does."""
    calls = demo_calls()
    with httpx.Client(base_url=layout.api_url, timeout=30) as api:
        for call in calls:
            made = _json(api.post("/calls", json={"profile_id": call.profile_id}))
            call.call_id = made["call_id"]
            query = {"fileName": call.file.name, "method": "post"}
            link = _json(api.get(f"/calls/{call.call_id}/upload-url", params=query))
            sent = httpx.post(
                link["url"], data=link["fields"], files={"file": call.file.read_bytes()}
            )
            if not sent.is_success:
                raise ServiceUnavailableError(f"S3 refused an upload ({sent.status_code}).")
    return calls


def _watched(layout: Layout, calls: list[DemoCall]) -> None:
    """Show the calls' statuses until all have ended."""
    started = time.monotonic()
    console = Console()
    with (
        httpx.Client(base_url=layout.api_url, timeout=30) as api,
        Live(console=console, refresh_per_second=4, transient=not console.is_terminal) as live,
    ):
        while not all(call.status in TERMINAL for call in calls):
            if time.monotonic() - started > PATIENCE_SECONDS:
                raise ServiceUnavailableError(f"The calls did not end; see {layout.logs}.")
            for call in calls:
                _look(api, call, time.monotonic() - started)
            live.update(_progress(calls))
            time.sleep(_LOOK_SECONDS)


def _look(api: httpx.Client, call: DemoCall, elapsed: float) -> None:
    if call.status in TERMINAL:
        return
    status = _json(api.get(f"/calls/{call.call_id}"))["status"]
    if status != call.status and not Console().is_terminal:
        print(f"{elapsed:6.1f} s  {call.file.name:<28} {status}", flush=True)
    call.status, call.seconds = status, elapsed


def _progress(calls: list[DemoCall]) -> Table:
    table = Table("RECORDING", "STATUS", "SINCE UPLOAD", box=None, pad_edge=False)
    for call in calls:
        colour = "yellow" if call.status in RUNNING else "dim"
        colour = {Status.COMPLETED: "green", Status.FAILED: "red"}.get(Status(call.status), colour)
        table.add_row(call.file.name, f"[{colour}]{call.status}[/]", f"{call.seconds:.1f} s")
    return table


async def _shown(calls: list[DemoCall]) -> int:
    """Print every call's result; return how many completed."""
    completed = 0
    for call in calls:
        record = await services().calls.get(call.call_id)
        if record is None:
            raise ServiceUnavailableError("A demo call is not in the table any more.")
        print_call(await call_document(record, call.file.name))
        completed += record.status is Status.COMPLETED
    return completed


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise ServiceUnavailableError(f"The API answered {answer.status_code}.")
    document: dict[str, Any] = answer.json()
    return document
