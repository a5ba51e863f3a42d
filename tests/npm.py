"""Packages from npm, installed as they are locked, where something first needs them."""

import shutil
import subprocess
from pathlib import Path

SECONDS = 120


def npm_package(folder: Path, name: str) -> Path:
    """Return where a package that a folder's lock names is installed; installs all if it is not."""
    package = folder / "node_modules" / name
    if not package.is_dir():
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is not on PATH; on Debian: apt-get install nodejs npm")
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
    return package
