"""The versions of a profile at the command line: their history, what differs, and the way back."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callinsight.domain.comparing import Difference
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
    _print(["version", "current", "created_at", "author", "name"], rows, as_json=as_json)


def diff_versions(
    profile_id: str,
    before: Annotated[int | None, typer.Argument(min=1, help="Number of a version.")] = None,
    after: Annotated[
        int | None,
        typer.Argument(min=1, help="Of another one; by default the current, or else the newest."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show field by field what two versions of a profile differ in.

    Without numbers: the newest beside the current one, or beside the one before it.
    """
    use_running_stack()
    from callinsight.services import services

    async def load() -> "list[Difference]":
        versions = services().profile_versions
        current = await versions.current(profile_id)
        if before is None:
            known = await services().profile_store.versions(profile_id)
            *_, last, newest = [current, *sorted(known, key=lambda each: each.version)]
            return _differences(last if newest.version == current.version else current, newest)
        old = await versions.get(profile_id, before)
        new = current if after is None else await versions.get(profile_id, after)
        return _differences(old, new)

    rows = [each.model_dump(mode="json") for each in asyncio.run(load())]
    if not rows and not as_json:
        print("The versions do not differ.")
        return
    _print(["pointer", "change", "before", "after"], rows, as_json=as_json)


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


def _differences(old: "Profile", new: "Profile") -> "list[Difference]":
    from callinsight.domain.comparing import differences
    from callinsight.domain.profile_history import document_of

    return list(differences(document_of(old), document_of(new)))


def _print(columns: list[str], rows: list[dict[str, Any]], *, as_json: bool) -> None:
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
