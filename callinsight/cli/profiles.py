"""`callinsight profiles`: list, show and push profiles."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.profile import Profile

app = typer.Typer(help="Look at profiles and write new versions.", no_args_is_help=True)


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
    import yaml

    from callinsight.services import services

    async def load() -> "tuple[Profile, list[int]]":
        versions = services().profile_versions
        current = await versions.current(profile_id)
        shown = current if version is None else await versions.get(profile_id, version)
        known = await services().profile_store.versions(profile_id)
        return shown, [profile.version for profile in known]

    profile, versions = asyncio.run(load())
    print(f"# versions: {', '.join(map(str, versions))}")
    document = profile.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    document = {"profile_id": profile.profile_id, "version": profile.version, **document}
    print(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), end="")


@app.command("push")
def push_profile(file: Path) -> None:
    """Write a YAML or JSON file as the profile's next version; new calls use it."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.profile_problems import problems_of
    from callinsight.services import services

    document = _document(file)
    profile_id = str(document.pop("profile_id", ""))
    document.pop("version", None)
    problems = problems_of(document, profile_id)
    if problems:
        for problem in problems:
            typer.echo(f"Error: {problem.field}: {problem.message}.", err=True)
        raise typer.Exit(1)

    async def push() -> "Profile":
        pushed = await services().profile_versions.push(profile_id, document)
        await services().audit.note(
            COMMAND, "profile.version", None, profile_id=profile_id, version=pushed.version
        )
        return pushed

    pushed = asyncio.run(push())
    print(f"Profile {pushed.profile_id} has version {pushed.version} now; new calls use it.")


def _document(file: Path) -> dict[str, Any]:
    """Return what a file holds; JSON is YAML too."""
    import yaml

    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        document = json.loads(json.dumps(document))  # a date or a set is no part of a profile
    except OSError as error:
        raise typer.BadParameter(f"cannot be read ({error.strerror})", param_hint="FILE") from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        raise typer.BadParameter("is neither YAML nor JSON", param_hint="FILE") from None
    if not isinstance(document, dict):
        raise typer.BadParameter("must hold one profile", param_hint="FILE")
    return document
