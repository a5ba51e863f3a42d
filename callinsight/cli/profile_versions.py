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


Anyway = Annotated[
    bool, typer.Option("--anyway", help="Also if it is worse, or was not evaluated.")
]
Why = Annotated[str | None, typer.Option("--reason", help="Why; needed with --anyway.")]


def use_version(
    profile_id: str,
    version: Annotated[int, typer.Argument(min=1)],
    *,
    anyway: Anyway = False,
    reason: Why = None,
) -> None:
    """Let new calls use a version, earlier or later; calls that have one keep theirs.

    Where the golden set has labels of the profile, the version must be no worse than the present one.
    """
    _require_reason(reason, anyway=anyway)
    use_running_stack()
    profile = asyncio.run(_made_current(profile_id, version, anyway=anyway, reason=reason))
    print(f"New calls use version {profile.version} of profile {profile.profile_id}.")


def roll_back(
    profile_id: str,
    to: Annotated[int | None, typer.Option(min=1, help="By default the one before.")] = None,
    *,
    anyway: Anyway = False,
    reason: Why = None,
) -> None:
    """Let new calls use an earlier version again; as `use`, which knows later ones too."""
    _require_reason(reason, anyway=anyway)
    use_running_stack()
    from callinsight.services import services

    async def back() -> "Profile":
        number = await services().profile_versions.earlier(profile_id, to)
        return await _made_current(profile_id, number, anyway=anyway, reason=reason)

    profile = asyncio.run(back())
    print(f"New calls use version {profile.version} of profile {profile.profile_id} again.")


def _require_reason(reason: str | None, *, anyway: bool) -> None:
    if anyway and not (reason or "").strip():
        raise typer.BadParameter("--anyway needs a --reason, which is audited.")


async def _made_current(
    profile_id: str, version: int, *, anyway: bool, reason: str | None
) -> "Profile":
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    await services().profile_versions.require_version(profile_id, version)
    if not anyway:
        await services().version_gate.require_passed(profile_id, version)
    profile = await services().profile_versions.make_current(profile_id, version)
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
