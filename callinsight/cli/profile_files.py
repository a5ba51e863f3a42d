"""Profiles as files: read from YAML or JSON, checked as a whole, written so that push reads them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from callinsight.domain.profile import Profile


class ProfileFile(NamedTuple):
    """A document of a file, without id and version."""

    profile_id: str
    document: dict[str, Any]


def profile_files(place: Path) -> list[ProfileFile]:
    """Return the documents of a file, or of a folder's `*.yaml`, `*.yml` and `*.json`."""
    if not place.is_dir():
        return [_read(place)]
    files = sorted(file for file in place.iterdir() if file.suffix in {".yaml", ".yml", ".json"})
    found = [_read(file) for file in files]
    if not found:
        raise typer.BadParameter("holds no profile", param_hint="FILE")
    if len({file.profile_id for file in found}) < len(found):
        raise typer.BadParameter("two files hold the same profile", param_hint="FILE")
    return found


def require_good(files: Sequence[ProfileFile]) -> None:
    """Tell every problem of every file and end; nothing is written then."""
    from callinsight.profile_problems import problems_of

    problems = [
        (file.profile_id, problem)
        for file in files
        for problem in problems_of(file.document, file.profile_id)
    ]
    for profile_id, problem in problems:
        place = f"{profile_id}: {problem.field}" if len(files) > 1 else problem.field
        typer.echo(f"Error: {place}: {problem.message}.", err=True)
    if problems:
        raise typer.Exit(1)


def profile_text(profile: "Profile", version: int | None = None) -> str:
    """Return a profile as YAML; the version is only for people, push gives its own."""
    import yaml

    from callinsight.domain.profile_history import document_of

    document = document_of(profile)
    number = {} if version is None else {"version": version}
    document = {"profile_id": document.pop("profile_id"), **number, **document}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def write_profiles(folder: Path, profiles: Iterable["Profile"]) -> None:
    """Write a file for each profile; other files of the folder stay."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for profile in profiles:
            text = profile_text(profile)
            (folder / f"{profile.profile_id}.yaml").write_text(text, "utf-8")
    except OSError as error:
        message = f"cannot be written ({error.strerror})"
        raise typer.BadParameter(message, param_hint="FOLDER") from None


def _read(file: Path) -> ProfileFile:
    """Return what a file holds; JSON is YAML too."""
    import yaml

    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        document = json.loads(json.dumps(document))  # a date or a set is no part of a profile
    except OSError as error:
        raise typer.BadParameter(f"cannot be read ({error.strerror})", param_hint="FILE") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" (line {mark.line + 1}: {error.problem})" if mark else ""
        message = f"is neither YAML nor JSON{place}"
        raise typer.BadParameter(message, param_hint="FILE") from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        raise typer.BadParameter("is neither YAML nor JSON", param_hint="FILE") from None
    if not isinstance(document, dict):
        raise typer.BadParameter("must hold one profile", param_hint="FILE")
    document.pop("version", None)
    return ProfileFile(str(document.pop("profile_id", "")), document)
