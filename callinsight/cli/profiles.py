"""`callinsight profiles`: profiles as code."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.profile_comparison import compare_versions
from callinsight.cli.profile_differences import diff_versions
from callinsight.cli.profile_evaluation import CallsOfTheGate, evaluate_version
from callinsight.cli.profile_files import (
    ProfileFile,
    profile_files,
    profile_text,
    require_good,
    write_profiles,
)
from callinsight.cli.profile_reports import list_reports
from callinsight.cli.profile_versions import roll_back, show_history, use_version
from callinsight.cli.running_stack import use_running_stack
from callinsight.domain.evaluation_report import CALLS_OF_THE_GATE

if TYPE_CHECKING:
    from callinsight.domain.profile import Profile

app = typer.Typer(help="Look at profiles and write new versions.", no_args_is_help=True)
app.command("diff")(diff_versions)
app.command("history")(show_history)
app.command("use")(use_version)
app.command("rollback")(roll_back)
app.command("evaluate")(evaluate_version)
app.command("compare")(compare_versions)
app.command("reports")(list_reports)


@app.command("list")
def list_profiles() -> None:
    """List the current version of every profile."""
    use_running_stack()
    from callinsight.cli.tables import print_table
    from callinsight.services import services

    found = asyncio.run(services().profile_store.list_current())
    rows = [[p.profile_id, str(p.version), p.openai_model, p.name] for p in found]
    print_table(["PROFILE", "VERSION", "MODEL", "NAME"], rows, whole=2)


@app.command("show")
def show_profile(
    profile_id: str,
    version: Annotated[int | None, typer.Option(min=1, help="By default the current one.")] = None,
) -> None:
    """Print a profile as YAML, with the versions there are as a comment."""
    use_running_stack()
    from callinsight.services import services

    async def load() -> "tuple[Profile, list[int]]":
        versions = services().profile_versions
        current = await versions.current(profile_id)
        shown = current if version is None else await versions.get(profile_id, version)
        known = await services().profile_store.versions(profile_id)
        return shown, [profile.version for profile in known]

    profile, versions = asyncio.run(load())
    print(f"# versions: {', '.join(map(str, versions))}")
    print(profile_text(profile, profile.version), end="")


@app.command("export")
def export_profiles(folder: Path) -> None:
    """Write the current version of every profile as a YAML file that push reads."""
    use_running_stack()
    from callinsight.services import services

    found = asyncio.run(services().profile_store.list_current())
    write_profiles(folder, found)
    print(f"{len(found)} profiles are written.")


@app.command("push")
def push_profiles(
    file: Annotated[Path, typer.Argument(help="A YAML or JSON file, or a folder of them.")],
    *,
    current: Annotated[bool, typer.Option(help="Whether new calls use it.")] = True,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Let new calls use it only if it is not worse.")
    ] = False,
    most_calls: CallsOfTheGate = CALLS_OF_THE_GATE,
) -> None:
    """Write files as the next versions of their profiles, where they differ from the current ones.

    With --evaluate each version is tried over the golden set first, which is paid.
    """
    use_running_stack()
    files = profile_files(file)
    require_good(files)
    gate = most_calls if evaluate and current else None
    asyncio.run(_push(files, make_current=current, gate=gate))


async def _push(files: list[ProfileFile], *, make_current: bool, gate: int | None) -> None:
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    world = services()
    for profile_id, document in files:
        if await _is_current(profile_id, document):
            print(f"Profile {profile_id} is as it was.")
            continue
        open_gate = not await world.version_gate.is_closed_to_new_ones(profile_id)
        at_once = make_current and gate is None and open_gate
        pushed = await world.profile_versions.push(
            profile_id, document, author=COMMAND.name, make_current=at_once
        )
        await world.audit.note(
            COMMAND,
            "profile.version",
            None,
            profile_id=profile_id,
            version=pushed.version,
            make_current=at_once,
        )
        if gate is not None:
            await _pass(pushed, gate)
        used = (await world.profile_versions.current(profile_id)).version == pushed.version
        told = "new calls use it" if used else "new calls do not use it yet"
        print(f"Profile {pushed.profile_id} has version {pushed.version} now; {told}.")
        if make_current and not used:
            wanted = f"profiles evaluate {pushed.profile_id} --version {pushed.version}"
            then = f"profiles use {pushed.profile_id} {pushed.version}"
            print(f"The golden set has labels of it: `callinsight {wanted}`, then `{then}`.")


async def _pass(pushed: "Profile", most_calls: int) -> None:
    """Let new calls use a version that is not worse; the first one of a profile they use anyway."""
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    world, number = services(), {"profile_id": pushed.profile_id, "version": pushed.version}
    if (await world.profile_versions.current(pushed.profile_id)).version == pushed.version:
        return
    await world.evaluating.make_current(pushed.profile_id, pushed.version, most_calls=most_calls)
    await world.audit.note(COMMAND, "profile.current", None, **number)


async def _is_current(profile_id: str, document: dict[str, object]) -> bool:
    """Say whether a document is the current version, also in the order a model reads it."""
    from callinsight.domain.profile import load_profile
    from callinsight.services import services

    current = await services().profile_store.current(profile_id)
    if current is None:
        return False
    wanted = load_profile({**document, "profile_id": profile_id, "version": current.version})
    return wanted.model_dump_json() == current.model_dump_json()
