"""`callinsight profiles diff`: two versions of a profile, or a file beside the current one."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callinsight.cli.profile_files import ProfileFile, profile_files, require_good
from callinsight.cli.profile_versions import AsJson, print_rows
from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.comparing import Difference
    from callinsight.domain.profile import Profile

_COLUMNS = ["pointer", "change", "before", "after"]


def diff_versions(
    profile: Annotated[
        str, typer.Argument(help="Id of a profile; or a file, or a folder of them.")
    ],
    before: Annotated[int | None, typer.Argument(min=1, help="Number of a version.")] = None,
    after: Annotated[
        int | None,
        typer.Argument(min=1, help="Of another one; by default the current, or else the newest."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show field by field what two versions of a profile differ in, or what a push would change.

    Without numbers: the newest beside the current one, or beside the one before it. A file stands
    beside the current version of its profile, or beside the version that is named.
    """
    use_running_stack()
    if not _is_file(profile):
        _tell(
            asyncio.run(_of_versions(profile, before, after)),
            "The versions do not differ.",
            as_json,
        )
        return
    if after is not None:
        raise typer.BadParameter("a file is compared with one version", param_hint="AFTER")
    files = profile_files(Path(profile))
    require_good(files)
    rows = asyncio.run(_of_files(files, before))
    columns = ["profile_id", *_COLUMNS] if len(files) > 1 else _COLUMNS
    _tell(rows, "A push would change nothing.", as_json, columns)


def _is_file(name: str) -> bool:
    """Say whether this is the name of a file: the id of a profile has neither dots nor slashes."""
    return bool({".", "/", "\\"} & set(name))


async def _of_versions(
    profile_id: str, before: int | None, after: int | None
) -> list[dict[str, Any]]:
    from callinsight.services import services

    versions = services().profile_versions
    current = await versions.current(profile_id)
    if before is None:
        known = await services().profile_store.versions(profile_id)
        *_, last, newest = [current, *sorted(known, key=lambda each: each.version)]
        return _rows(_differences(last if newest.version == current.version else current, newest))
    old = await versions.get(profile_id, before)
    new = current if after is None else await versions.get(profile_id, after)
    return _rows(_differences(old, new))


async def _of_files(files: list[ProfileFile], version: int | None) -> list[dict[str, Any]]:
    from callinsight.domain.profile import load_profile
    from callinsight.services import services

    store, rows = services().profile_store, list[dict[str, Any]]()
    for profile_id, document in files:
        new = load_profile({**document, "profile_id": profile_id, "version": version or 1})
        old = (
            await services().profile_versions.get(profile_id, version)
            if version
            else await store.current(profile_id)
        )
        found = _differences(old, new) if old else [_new(new)]
        rows += [{"profile_id": profile_id, **row} for row in _rows(found)]
    return rows


def _new(profile: "Profile") -> "Difference":
    """Tell of a profile that a push would make."""
    from callinsight.domain.comparing import Difference
    from callinsight.domain.profile_history import document_of

    return Difference(pointer="", change="added", after=document_of(profile))


def _differences(old: "Profile", new: "Profile") -> "list[Difference]":
    from callinsight.domain.comparing import differences
    from callinsight.domain.profile_history import document_of

    return list(differences(document_of(old), document_of(new)))


def _rows(found: "list[Difference]") -> list[dict[str, Any]]:
    return [each.model_dump(mode="json") for each in found]


def _tell(
    rows: list[dict[str, Any]], same: str, as_json: bool, columns: list[str] = _COLUMNS
) -> None:
    if not rows and not as_json:
        print(same)
        return
    print_rows(columns, rows, as_json=as_json)
