"""Which code runs, known without git."""

from importlib.metadata import version
from pathlib import Path

import pytest

from callinsight.code_version import code_version, commit_of

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def a_checkout(folder: Path, head: str, **files: str) -> Path:
    files = {"HEAD": head, **files}
    for name, text in files.items():
        file = folder / ".git" / name.replace("__", "/").replace("_", "-")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
    return folder


def test_the_version_begins_with_the_packages() -> None:
    assert code_version().partition("+")[0] == version("callinsight")


@pytest.mark.parametrize(
    ("head", "files"),
    [
        (COMMIT, {}),
        ("ref: refs/heads/main", {"refs__heads__main": COMMIT}),
        ("ref: refs/heads/main", {"packed_refs": f"# pack-refs\n{COMMIT} refs/heads/main"}),
    ],
)
def test_a_checkout_tells_its_commit(tmp_path: Path, head: str, files: dict[str, str]) -> None:
    assert commit_of(a_checkout(tmp_path, head, **files)) == COMMIT


@pytest.mark.parametrize("head", ["", "ref: refs/heads/nowhere", "not a commit"])
def test_what_is_no_checkout_tells_none(tmp_path: Path, head: str) -> None:
    assert commit_of(tmp_path) is None
    assert commit_of(a_checkout(tmp_path, head)) is None
    assert commit_of(a_checkout(tmp_path, head, packed_refs="")) is None


def test_a_worktree_tells_its_own_commit(tmp_path: Path) -> None:
    main = a_checkout(tmp_path / "main", "ref: refs/heads/main", refs__heads__other=COMMIT)
    folder = main / ".git" / "worktrees" / "w"
    folder.mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/other\n")
    (folder / "commondir").write_text("../..\n")
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / ".git").write_text(f"gitdir: {folder}\n")
    assert commit_of(tmp_path / "w") == COMMIT
