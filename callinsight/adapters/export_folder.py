"""Exports in a folder of this machine."""

import asyncio
import shutil
from pathlib import Path


class ExportFolder:
    """Leaves files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, path: Path) -> None:
        await asyncio.to_thread(self._put, self._folder / key, path)

    def _put(self, target: Path, path: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{target.name}")
        shutil.copyfile(path, new)
        new.replace(target)  # readers see the old file or the new one, never a part
