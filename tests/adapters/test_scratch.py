"""Copies of recordings do not stay behind, however their process ended."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from callinsight.adapters import scratch
from callinsight.domain.errors.deployment import DiskFullError

HOLDER = """
import sys, tempfile, time
tempfile.tempdir = sys.argv[1]
from callinsight.adapters.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "recording").write_text("hello")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def held_elsewhere(parent: Path) -> tuple["subprocess.Popen[str]", Path]:
    process = subprocess.Popen(  # noqa: S603  (our own code)
        [sys.executable, "-c", HOLDER, str(parent)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    long_ago = time.time() - 3600
    os.utime(folder, (long_ago, long_ago))
    return process, folder


def test_a_folder_is_gone_after_its_block_even_if_the_block_fails(tmp_path: Path) -> None:
    def broken() -> None:
        with scratch.scratch_folder() as folder:
            (folder / "recording").write_text("hello")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(
    tmp_path: Path,
) -> None:
    process, folder = held_elsewhere(tmp_path)
    with process:
        try:
            assert scratch.sweep(tmp_path) == 0
            assert (folder / "recording").exists()
        finally:
            process.kill()
    assert scratch.sweep(tmp_path) == 1
    assert not folder.exists()


def test_a_folder_that_was_just_made_is_left_alone_although_nobody_holds_its_lock_yet(
    tmp_path: Path,
) -> None:
    young = tmp_path / f"{scratch.PREFIX}young"
    young.mkdir()
    (young / "lock").touch()
    assert scratch.sweep(tmp_path) == 0
    assert young.exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_is_told_as_such_and_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    with pytest.raises(DiskFullError), scratch.scratch_folder():
        raise OSError(number, "as the system says")
    assert list(tmp_path.iterdir()) == []


def test_other_errors_of_the_system_are_not_taken_for_a_full_disk() -> None:
    with pytest.raises(PermissionError), scratch.scratch_folder():
        raise PermissionError(errno.EACCES, "as the system says")
