"""Folders for copies of recordings: gone with their block, and soon after a killed process.

Whoever is killed cannot tidy up, so the next process does: a folder holds a lock file, and the
lock ends with the process that took it.
"""

import errno
import fcntl
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from callinsight.domain.errors.deployment import DiskFullError

PREFIX = "callinsight-copy-"
_LOCK = "lock"
_YOUNG_SECONDS = 60.0  # its maker may not have taken the lock yet
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


@contextmanager
def scratch_folder() -> Generator[Path]:
    """Hold an empty folder for the length of a block; raises `DiskFullError` if it fills up."""
    _sweep_once(tempfile.gettempdir())
    with (
        _room_errors(),
        tempfile.TemporaryDirectory(prefix=PREFIX) as name,
        (Path(name) / _LOCK).open("w") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(name)


@contextmanager
def _room_errors() -> Generator[None]:
    """Say so if it is the disk that ends a block."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFullError("This machine has no room for a copy of the recording.") from error
        raise


def sweep(parent: Path) -> int:
    """Delete what killed processes left behind; return how many folders that were."""
    left = [folder for folder in parent.glob(f"{PREFIX}*") if _is_left(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


@cache
def _sweep_once(parent: str) -> int:
    return sweep(Path(parent))


def _is_left(folder: Path) -> bool:
    """Say whether nobody holds the folder's lock any more; what cannot be told is left alone."""
    try:
        if time.time() - folder.stat().st_mtime < _YOUNG_SECONDS:
            return False
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
