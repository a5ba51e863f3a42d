"""Which code runs: the package's version, and its commit if that can be known without git."""

import json
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_CHECKOUT = Path(__file__).resolve().parents[1]
_SHORT = 12


@cache
def code_version() -> str:
    """Return such as `0.1.0+3f2a1b9c0d1e`; a checkout tells its commit, not whether it was changed."""
    try:
        installed = distribution("callinsight")
    except PackageNotFoundError:
        return "unknown"
    commit = _installed_from(installed.read_text("direct_url.json")) or commit_of(_CHECKOUT)
    return f"{installed.version}+{commit[:_SHORT]}" if commit else installed.version


def commit_of(checkout: Path) -> str | None:
    """Return what a checkout has checked out, as git's own files say."""
    try:
        folder = _git_folder(checkout / ".git")
        head = (folder / "HEAD").read_text("utf-8").strip()
        if not head.startswith("ref: "):
            return _commit(head)
        return _commit(_ref(folder, head.removeprefix("ref: ")))
    except (OSError, UnicodeDecodeError):
        return None


def _git_folder(found: Path) -> Path:
    """Return the folder itself; a worktree has a file that names it."""
    if found.is_dir():
        return found
    return found.parent / found.read_text("utf-8").strip().removeprefix("gitdir: ")


def _ref(folder: Path, name: str) -> str:
    """Return the commit of a branch: in a file of its own, or among the packed ones."""
    shared = folder / "commondir"
    root = folder / shared.read_text("utf-8").strip() if shared.is_file() else folder
    if (root / name).is_file():
        return (root / name).read_text("utf-8").strip()
    lines = (root / "packed-refs").read_text("utf-8").splitlines()
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")


def _installed_from(direct_url: str | None) -> str | None:
    """Return the commit an installer noted, as for `pip install git+https://...`."""
    document = json.loads(direct_url) if direct_url else {}
    return _commit(str(document.get("vcs_info", {}).get("commit_id", "")))


def _commit(text: str) -> str | None:
    return text if _COMMIT.fullmatch(text) else None
