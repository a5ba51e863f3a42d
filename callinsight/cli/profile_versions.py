"""The versions of a profile at the command line: their history, and the way back."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callinsight.domain.profile import Profile
    from callinsight.domain.profile_history import KeptVersion

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def show_history(profile_id: str, *, as_json: AsJson = False) -> None:
    """List the versions of a profile, newest first: who wrote them, when, and which is current."""
    use_running_stack()
    from callinsight.services import services

    async def load() -> "tuple[int, Sequence[KeptVersion]]":
        current = await services().profile_versions.current(profile_id)
        return current.version, await services().profile_store.history(profile_id)

    current, history = asyncio.run(load())
    rows = [
        {
            "version": kept.profile.version,
            "current": kept.profile.version == current,
            **kept.origin.model_dump(mode="json"),
            "name": kept.profile.name,
        }
        for kept in reversed(history)
    ]
    print_rows(["version", "current", "created_at", "author", "name"], rows, as_json=as_json)


def roll_back(
    profile_id: str,
    to: Annotated[int | None, typer.Option(min=1, help="By default the one before.")] = None,
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also if it is worse, or was not evaluated.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why; needed with --anyway.")] = None,
) -> None:
    """Let new calls use an earlier version again; calls that have one keep theirs.

    Where the golden set has labels of the profile, the version must be no worse than the present one.
    """
    if anyway and not (reason or "").strip():
        raise typer.BadParameter("--anyway needs a --reason, which is audited.")
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def back() -> "Profile":
        versions = services().profile_versions
        number = await versions.earlier(profile_id, to)
        if not anyway:
            await services().version_gate.require_passed(profile_id, number)
        profile = await versions.make_current(profile_id, number)
        await services().audit.note(
            COMMAND,
            "profile.current",
            None,
            profile_id=profile_id,
            version=profile.version,
            forced=anyway or None,
            reason=reason,
        )
        return profile

    profile = asyncio.run(back())
    print(f"New calls use version {profile.version} of profile {profile.profile_id} again.")


def print_rows(columns: list[str], rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows as a table, or as one JSON document."""
    from callinsight.cli.tables import print_table

    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    names = [column.upper().replace("_", " ") for column in columns]
    print_table(names, [[_cell(row[column]) for column in columns] for row in rows])


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
