"""`callinsight import DIR`: a folder of recordings, as backfill."""

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.errors import FAILED
from callinsight.cli.running_stack import use_running_stack
from callinsight.cli.wanted_profile import require_profile

if TYPE_CHECKING:
    from callinsight.importing import ImportedFile

NAMED = 10
Step = Callable[[], None]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_folder)


def import_folder(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Searched with its subfolders.")],
    profile: Annotated[str | None, typer.Option(help="The profile to analyze with.")] = None,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="How many files at a time.")] = 4,
) -> None:
    """Upload a folder's recordings and ready transcripts (.json); they are processed whenever no live call waits.

    Start it again after whatever stopped it: only what is missing is uploaded.
    """
    if not folder.is_dir():
        raise typer.BadParameter(f"there is no folder {folder}", param_hint="DIR")
    use_running_stack()
    recordings, others = _found(folder)
    done = _imported(recordings, profile, at_once)
    _tell(done, others, folder)
    if any(file.outcome == "failed" for file in done):
        raise typer.Exit(FAILED)


def _found(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the recordings and the other files, in the order of their names."""
    from callinsight.domain.recording import is_recording_name

    files = sorted(path for path in folder.rglob("*") if path.is_file())
    recordings = [file for file in files if is_recording_name(file.name)]
    return recordings, [file for file in files if not is_recording_name(file.name)]


def _imported(recordings: list[Path], profile: str | None, at_once: int) -> "list[ImportedFile]":
    import asyncio

    from callinsight.importing import import_files
    from callinsight.services import services

    done: list[ImportedFile] = []

    async def run() -> None:
        await require_profile(profile)
        await services().profiles.pin(profile)  # without any profile nothing is sent
        with _progress(len(recordings)) as step:
            async for file in import_files(recordings, profile_id=profile, at_once=at_once):
                done.append(file)
                step()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        print(
            f"Stopped after {len(done)} of {len(recordings)} files; start it again to go on.",
            file=sys.stderr,
        )
        raise typer.Exit(FAILED) from None
    return done


@contextmanager
def _progress(total: int) -> Generator[Step]:
    """Show how far it is: a bar at a terminal, elsewhere a line for each tenth."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _bar(total) as step:
            yield step
        return
    done, told = 0, 0

    def line() -> None:
        nonlocal done, told
        done += 1
        if done * 10 // total > told:
            told = done * 10 // total
            print(f"{done} of {total} files", file=sys.stderr, flush=True)

    yield line


@contextmanager
def _bar(total: int) -> Generator[Step]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("import", total=total)
        yield lambda: progress.advance(bar)


def _tell(done: "list[ImportedFile]", others: list[Path], folder: Path) -> None:
    """Print the summary: counts first, then what needs a person."""
    from callinsight.cli.tables import harmless

    counts = {
        name: sum(file.outcome == name for file in done)
        for name in ("imported", "already there", "failed")
    }
    print(", ".join(f"{count} {name}" for name, count in counts.items()) + ".")
    for file in sorted(done, key=lambda each: each.file):
        if file.outcome == "failed":
            print(f"  {harmless(str(file.file.relative_to(folder)))}: {file.reason}")
    if others:
        named = ", ".join(harmless(str(other.relative_to(folder))) for other in others[:NAMED])
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        print(f"Left out, because they are no recordings ({len(others)}): {named}{more}.")
    if counts["imported"]:
        print("They are processed as backfill; `callinsight calls list` shows how far they are.")
